// What stands on paper: where the page was found and when, as the reader has it at that moment.

function fillIn(): void {
  const line = document.querySelector<HTMLElement>("[data-on-paper]");
  const here = line?.querySelector("[data-address-here]");
  const today = line?.querySelector("[data-today]");
  if (!line || !here || !today) return;
  here.textContent = location.href.replace(/#.*$/, "");
  today.textContent = new Date().toLocaleDateString(document.documentElement.lang, { dateStyle: "long" });
  line.querySelector("[data-date]")?.removeAttribute("hidden");
}

export function enhancePrint(): void {
  addEventListener("beforeprint", fillIn);
  for (const button of document.querySelectorAll<HTMLButtonElement>("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
}
