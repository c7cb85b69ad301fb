// A button that copies what stands in a box, and says that it did.
export function enhanceCopies(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-copy]")) {
    const box = document.querySelector<HTMLTextAreaElement>(`#${button.dataset["copy"] ?? ""}`);
    const status = button.parentElement?.querySelector<HTMLElement>("[data-copy-status]");
    if (!box || !navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener("click", () => {
      navigator.clipboard.writeText(box.value).then(
        () => {
          if (status) status.textContent = button.dataset["copied"] ?? "";
        },
        () => box.select(), // it was not allowed: then by hand
      );
    });
  }
}
