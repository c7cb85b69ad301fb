// One circle of a map of causes at a time: pointed at in the drawing, or in the table of circles beside it.
// The table says the same in words.

function enhance(room: HTMLElement): void {
  const names = [...room.querySelectorAll<SVGElement>("[data-circle]")];
  if (names.length === 0) return;
  const marks = [...room.querySelectorAll<SVGElement>("[data-circles]")];
  let kept = "";
  const trace = (circle: string) => {
    room.classList.toggle("is-tracing", circle !== "");
    for (const mark of marks) {
      mark.classList.toggle("is-traced", (mark.dataset["circles"] ?? "").split(" ").includes(circle));
    }
    for (const name of names) name.classList.toggle("is-traced", name.dataset["circle"] === circle);
  };
  const follow = (element: Element, circle: string) => {
    element.addEventListener("pointerenter", () => trace(circle));
    element.addEventListener("pointerleave", () => trace(kept));
    element.addEventListener("click", () => {
      kept = kept === circle ? "" : circle;
      trace(kept);
    });
    element.classList.add("can-trace");
  };
  for (const name of names) follow(name, name.dataset["circle"] ?? "");
  const known = new Set(names.map((name) => name.dataset["circle"]));
  for (const head of document.querySelectorAll<HTMLElement>(".case-study tbody th")) {
    const circle = head.textContent?.trim() ?? "";
    if (known.has(circle) && head.parentElement) follow(head.parentElement, circle);
  }
}

export function enhanceCircles(): void {
  for (const room of document.querySelectorAll<HTMLElement>(".chart-room")) enhance(room);
}
