// Buttons and keys to come closer to the map.
type Moves = { in: () => void; out: () => void; home: () => void };

const KEYS: Record<string, keyof Moves> = { "+": "in", "=": "in", "-": "out", "0": "home" };

/** Put the buttons of the page's template beside the stage; gives what takes them away again. */
export function zoomButtons(root: HTMLElement, stage: HTMLElement, moves: Moves): () => void {
  const template = root.querySelector<HTMLTemplateElement>("template[data-zoom-buttons]");
  const group = template?.content.firstElementChild?.cloneNode(true) as HTMLElement | undefined;
  const press = (event: Event): void => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-zoom]") : null;
    if (button) moves[button.dataset["zoom"] as keyof Moves]();
  };
  const key = (event: KeyboardEvent): void => {
    const move = KEYS[event.key];
    if (!move || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    moves[move]();
  };
  group?.addEventListener("click", press);
  stage.addEventListener("keydown", key);
  if (group) stage.after(group);
  return () => {
    group?.remove();
    stage.removeEventListener("keydown", key);
  };
}
