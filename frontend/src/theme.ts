// Light or dark by hand; without a choice the reader's own setting counts. Kept in this browser, no cookie.
const KEY = "regioscoop-theme";

function stored(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function isDark(): boolean {
  const chosen = document.documentElement.dataset["theme"];
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

export function enhanceTheme(): void {
  const chosen = stored();
  if (chosen === "dark" || chosen === "light") document.documentElement.dataset["theme"] = chosen;
  const button = document.querySelector<HTMLButtonElement>("[data-theme-button]");
  if (!button) return;
  button.hidden = false;
  const show = (): void => {
    button.setAttribute("aria-pressed", String(isDark()));
  };
  show();
  button.addEventListener("click", () => {
    const next = isDark() ? "light" : "dark";
    document.documentElement.dataset["theme"] = next;
    try {
      localStorage.setItem(KEY, next);
    } catch {
      // A browser that keeps nothing still shows the theme on this page.
    }
    show();
  });
}
