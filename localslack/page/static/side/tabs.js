// Tabs after the ARIA pattern: arrow keys move and choose, one tab stop for all of them.

import {html, useEffect, useRef} from "../vendor/preact.js";

const STEPS = {ArrowRight: 1, ArrowLeft: -1};

/**
 * The names of the tabs whose content changed since they were last shown.
 * A tab without a mark has no content yet; getting its first is no change.
 * @param {Array<{name: string, mark: unknown}>} tabs
 * @param {string} shown
 */
export function useChanged(tabs, shown) {
  const seen = useRef(new Map()).current;
  for (const {name, mark} of tabs) {
    if (mark !== undefined && (name === shown || !seen.has(name))) seen.set(name, mark);
  }
  return new Set(tabs.filter(({name, mark}) => seen.has(name) && seen.get(name) !== mark).map(({name}) => name));
}

/**
 * @param {object} props
 * @param {Array<{name: string, title: string}>} props.tabs
 * @param {string} props.shown
 * @param {Set<string>} props.changed
 * @param {(name: string) => void} props.onChoose
 */
export function Tabs({tabs, shown, changed, onChoose}) {
  const list = useRef(null);

  useEffect(() => {
    list.current.querySelector("[aria-selected=true]")?.scrollIntoView({block: "nearest", inline: "nearest"});
  }, [shown]);

  const onKeyDown = (event) => {
    const at = tabs.findIndex(({name}) => name === shown);
    let next;
    if (event.key in STEPS) next = (at + STEPS[event.key] + tabs.length) % tabs.length;
    else if (event.key === "Home") next = 0;
    else if (event.key === "End") next = tabs.length - 1;
    else return;
    event.preventDefault();
    onChoose(tabs[next].name);
    list.current.children[next].focus();
  };

  return html`<div class="side-tabs" role="tablist" aria-label="Side panel" ref=${list} onKeyDown=${onKeyDown}>
    ${tabs.map(
      ({name, title}) => html`<button
        key=${name}
        type="button"
        role="tab"
        id=${`side-tab-${name}`}
        class="side-tab"
        aria-selected=${name === shown ? "true" : "false"}
        aria-controls=${name === shown ? `side-panel-${name}` : undefined}
        tabindex=${name === shown ? 0 : -1}
        onClick=${() => onChoose(name)}
      >
        ${title}${changed.has(name) && html`<span class="side-dot"><span class="side-hidden"> (changed)</span></span>`}
      </button>`,
    )}
  </div>`;
}

/** What the shown tab holds. One that scrolls takes the focus, so that the arrow keys can scroll it. */
export function TabPanel({name, scrolls, children}) {
  return html`<div
    role="tabpanel"
    id=${`side-panel-${name}`}
    class=${scrolls ? "side-panel side-scrolls" : "side-panel"}
    aria-labelledby=${`side-tab-${name}`}
    tabindex=${scrolls ? 0 : undefined}
  >
    ${children}
  </div>`;
}
