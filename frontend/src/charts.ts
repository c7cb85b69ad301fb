// What a mark of a chart shows, beside the pointer. The table under the chart says the same.

const REACH = 24;

type Mark = { words: string; element: SVGGraphicsElement };

function marksOf(room: HTMLElement): Mark[] {
  const drawn = ".mark-symbol.role-mark path[aria-label], [data-told]";
  const words = (element: SVGGraphicsElement) => element.dataset["told"] ?? element.getAttribute("aria-label") ?? "";
  return [...room.querySelectorAll<SVGGraphicsElement>(drawn)].map((element) => ({ words: words(element), element }));
}

/** How far a number lies outside two others. */
function outside(at: number, low: number, high: number): number {
  return Math.max(low - at, at - high, 0);
}

function nearest(marks: Mark[], x: number, y: number): { mark: Mark; box: DOMRect } | undefined {
  let best: { mark: Mark; box: DOMRect } | undefined;
  let least = REACH;
  for (const mark of marks) {
    const box = mark.element.getBoundingClientRect();
    const [aside, above] = [outside(x, box.left, box.right), outside(y, box.top, box.bottom)];
    const away = Math.hypot(aside, above);
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
