// Small helpers to make what a page shows.

export function made(name: string, classes = "", text = ""): HTMLElement {
  const found = document.createElement(name);
  if (classes) found.className = classes;
  if (text) found.textContent = text;
  return found;
}

/** A link by a pattern of addresses in which ``{id}`` stands for the id. */
export function link(pattern: string, id: string, text: string): HTMLAnchorElement {
  const found = made("a", "utrecht-link utrecht-link--html-a", text) as HTMLAnchorElement;
  found.href = pattern.replace("{id}", encodeURIComponent(id));
  return found;
}
