// The form of choices: read as a query, and filled from a state.
import { parse, print, type State } from "./state";

export function read(form: HTMLFormElement, level: number): State {
  const pairs = [...new FormData(form)].filter((pair): pair is [string, string] => typeof pair[1] === "string");
  return { ...parse(new URLSearchParams(pairs)), level };
}

/** The first radio button of a name stands for what is not asked. */
function isFirst(form: HTMLFormElement, radio: HTMLInputElement): boolean {
  const named = form.elements.namedItem(radio.name);
  return named instanceof RadioNodeList ? named[0] === radio : true;
}

/** Put a state in the form: a browser may have kept what stood there on an earlier visit. */
export function fill(form: HTMLFormElement, state: State): void {
  const query = new URLSearchParams(print(state));
  for (const element of form.elements) {
    if (element instanceof HTMLSelectElement) {
      element.value = query.get(element.name) ?? "";
      if (element.selectedIndex < 0) element.selectedIndex = 0;
    } else if (element instanceof HTMLInputElement && element.type === "checkbox") {
      element.checked = query.get(element.name) === element.value;
    } else if (element instanceof HTMLInputElement && element.type === "radio") {
      const asked = query.get(element.name);
      element.checked = asked === null ? isFirst(form, element) : asked === element.value;
    }
  }
}
