// A picture in points. Drawn here mark by mark: the page may not load images from memory (its security policy),
// so that a browser cannot turn the SVG into points for us. It knows the marks that our figures have.
import type { Picture } from "./compose";

type Looks = Record<string, string>;
type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

const INITIAL: Looks = {
  fill: "#000", stroke: "none", "fill-opacity": "1", "stroke-opacity": "1", "stroke-width": "1", "stroke-dasharray": "none",
  "stroke-linecap": "butt", "stroke-linejoin": "miter", "paint-order": "normal", "font-size": "16", "font-weight": "400",
  "font-family": "sans-serif", "text-anchor": "start", opacity: "1",
};
const ALIGN: Record<string, CanvasTextAlign> = { start: "left", middle: "center", end: "right" };
/** A pattern is drawn larger than it is used, so that it stays sharp when it is turned. */
const SHARPNESS = 4;

const number = (node: Element, name: string): number => Number.parseFloat(node.getAttribute(name) ?? "0");

function looksOf(node: Element, around: Looks): Looks {
  const own = { ...around };
  for (const name of Object.keys(INITIAL)) own[name] = node.getAttribute(name) ?? (around[name] as string);
  // Marks of a faint group become faint themselves.
  own["opacity"] = String(Number(around["opacity"]) * Number(node.getAttribute("opacity") ?? 1));
  return own;
}

function pattern(root: SVGSVGElement, id: string): CanvasPattern | null {
  const node = root.querySelector(`[id="${id}"]`);
  if (!node) return null;
  const [width, height] = [number(node, "width"), number(node, "height")];
  const tile = new OffscreenCanvas(width * SHARPNESS, height * SHARPNESS);
  const context = tile.getContext("2d");
  if (!context) return null;
  context.scale(SHARPNESS, SHARPNESS);
  for (const child of node.children) draw(context, root, child, looksOf(node, INITIAL));
  const made = context.createPattern(tile, "repeat");
  const turn = Number(/rotate\((-?[\d.]+)\)/.exec(node.getAttribute("patternTransform") ?? "")?.[1] ?? 0);
  made?.setTransform(new DOMMatrix().rotate(turn).scale(1 / SHARPNESS));
  return made;
}

function paint(root: SVGSVGElement, value: string): string | CanvasPattern | null {
  if (value === "none") return null;
  const named = /url\("?#([^")]+)"?\)/.exec(value)?.[1];
  return named ? pattern(root, named) : value;
}

function withFill(context: Context, root: SVGSVGElement, looks: Looks, work: () => void): void {
  const fill = paint(root, looks["fill"] as string);
  if (fill === null) return;
  context.globalAlpha = Number(looks["fill-opacity"]) * Number(looks["opacity"]);
  context.fillStyle = fill;
  work();
}

function withStroke(context: Context, root: SVGSVGElement, looks: Looks, work: () => void): void {
  const stroke = paint(root, looks["stroke"] as string);
  const width = Number.parseFloat(looks["stroke-width"] as string);
  if (stroke === null || width <= 0) return;
  context.globalAlpha = Number(looks["stroke-opacity"]) * Number(looks["opacity"]);
  context.strokeStyle = stroke;
  context.lineWidth = width;
  context.lineCap = looks["stroke-linecap"] as CanvasLineCap;
  context.lineJoin = looks["stroke-linejoin"] as CanvasLineJoin;
  const dashes = looks["stroke-dasharray"] as string;
  context.setLineDash(dashes === "none" ? [] : dashes.split(/[\s,]+/).map(Number.parseFloat));
  work();
}

function both(looks: Looks, fill: () => void, stroke: () => void): void {
  const isStrokeFirst = (looks["paint-order"] as string).startsWith("stroke");
  for (const work of isStrokeFirst ? [stroke, fill] : [fill, stroke]) work();
}

function outline(node: Element): Path2D | undefined {
  const made = new Path2D();
  switch (node.localName) {
    case "path":
      return new Path2D(node.getAttribute("d") ?? "");
    case "rect":
      made.roundRect(number(node, "x"), number(node, "y"), number(node, "width"), number(node, "height"), number(node, "rx"));
      return made;
    case "circle":
      made.arc(number(node, "cx"), number(node, "cy"), number(node, "r"), 0, 2 * Math.PI);
      return made;
    case "line":
      made.moveTo(number(node, "x1"), number(node, "y1"));
      made.lineTo(number(node, "x2"), number(node, "y2"));
      return made;
    default:
      return undefined;
  }
}

function write(context: Context, root: SVGSVGElement, node: Element, looks: Looks): void {
  const pieces = node.querySelectorAll("tspan");
  for (const piece of pieces.length ? pieces : [node]) {
    const own = looksOf(piece, looks);
    const [text, x, y] = [piece.textContent ?? "", number(piece, "x"), number(piece, "y")];
    context.font = `${own["font-weight"]} ${Number.parseFloat(own["font-size"] as string)}px ${own["font-family"]}`;
    context.textAlign = ALIGN[own["text-anchor"] as string] ?? "left";
    both(
      own,
      () => withFill(context, root, own, () => context.fillText(text, x, y)),
      () => withStroke(context, root, own, () => context.strokeText(text, x, y)),
    );
  }
}

function inside(context: Context, root: SVGSVGElement, node: Element, looks: Looks): void {
  context.save();
  if (node.localName === "svg" && node !== root) {
    const view = (node.getAttribute("viewBox") ?? "0 0 1 1").split(/\s+/).map(Number) as [number, number, number, number];
    context.translate(number(node, "x"), number(node, "y"));
    context.scale(number(node, "width") / view[2], number(node, "height") / view[3]);
    context.translate(-view[0], -view[1]);
    context.beginPath();
    context.rect(...view);
    context.clip();
  }
  for (const child of node.children) draw(context, root, child, looks);
  context.restore();
}

function draw(context: Context, root: SVGSVGElement, node: Element, around: Looks): void {
  const looks = looksOf(node, around);
  if (node.localName === "svg" || node.localName === "g") return inside(context, root, node, looks);
  if (node.localName === "text") return write(context, root, node, looks);
  const shape = outline(node);
  if (!shape) return;
  both(
    looks,
    () => withFill(context, root, looks, () => context.fill(shape)),
    () => withStroke(context, root, looks, () => context.stroke(shape)),
  );
}

/** @param scale points per unit of the drawing */
export async function points({ svg, width, height }: Picture, scale: number): Promise<Blob> {
  await Promise.all(["400", "600"].map((weight) => document.fonts.load(`${weight} 16px "Fira Sans"`)));
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [Math.round(width * scale), Math.round(height * scale)];
  const context = canvas.getContext("2d");
  if (!context) throw new Error("no canvas");
  context.scale(scale, scale);
  draw(context, svg, svg, INITIAL);
  return new Promise((done, failed) => {
    canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error("no picture"))), "image/png");
  });
}
