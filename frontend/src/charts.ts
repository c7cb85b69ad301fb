// What a mark of a chart shows, beside the pointer. The table under the chart says the same.

const REACH = 28;

type Mark = { words: string; element: SVGGraphicsElement };

function marksOf(room: HTMLElement): Mark[] {
  const found = room.querySelectorAll<SVGGraphicsElement>(".mark-symbol.role-mark path[aria-label]");
  return [...found].map((element) => ({ words: element.getAttribute("aria-label") ?? "", element }));
}

function nearest(marks: Mark[], x: number, y: number): { mark: Mark; box: DOMRect } | undefined {
  let best: { mark: Mark; box: DOMRect } | undefined;
  let least = REACH;
  for (const mark of marks) {
    const box = mark.element.getBoundingClientRect();
    const away = Math.hypot(box.x + box.width / 2 - x, box.y + box.height / 2 - y);
    if (away < least) [best, least] = [{ mark, box }, away];
  }
  return best;
}

function enhance(room: HTMLElement): void {
  const marks = marksOf(room);
  if (marks.length === 0) return;
  const label = document.createElement("p");
  label.className = "chart-told";
  label.hidden = true;
  room.append(label);
  const show = (event: PointerEvent) => {
    const found = nearest(marks, event.clientX, event.clientY);
    label.hidden = found === undefined;
    for (const { element } of marks) element.classList.toggle("is-told", element === found?.mark.element);
    if (found === undefined) return;
    label.textContent = found.mark.words;
    const around = room.getBoundingClientRect();
    const left = found.box.x - around.x + room.scrollLeft;
    label.style.insetBlockStart = `${found.box.y - around.y + room.scrollTop - label.offsetHeight - 6}px`;
    label.style.insetInlineStart = `${Math.max(0, Math.min(left, room.clientWidth - label.offsetWidth - 4))}px`;
  };
  room.addEventListener("pointermove", show);
  room.addEventListener("pointerdown", show);
  room.addEventListener("pointerleave", () => {
    label.hidden = true;
    for (const { element } of marks) element.classList.remove("is-told");
  });
}

export function enhanceCharts(): void {
  for (const room of document.querySelectorAll<HTMLElement>(".chart-room")) enhance(room);
}
