// The side panel: one tab for each panel the server hands over, then the inspector, then trouble.

import {html, useCallback, useEffect, useRef, useState} from "../vendor/preact.js";
import {FRESH, Inspector} from "./inspector.js";
import {Panel} from "./panel.js";
import {keep} from "./rows.js";
import {Trouble} from "./trouble.js";

const TAB = "side.tab";

/**
 * @param {object} props
 * @param {Array<{name: string, title: string, parts: object[]}>} props.panels
 * @param {Array<{name: string, title: string, about: string, kind: "switch"|"push", on: boolean}>} props.troubles
 * @param {object[]} props.trace rows of the inspector, oldest first
 * @param {(frame: object) => Promise<object>} props.ask
 * @param {object} props.env what `Blocks` needs
 * @param {(part: object) => void} props.onTry a user chose to type what a part suggests
 * @param {() => void} props.onClose
 */
export function Side({panels = [], troubles = [], trace = [], ask, env, onTry, onClose}) {
  const [chosen, setChosen] = useState(() => remembered(TAB, ""));
  const [view, setView] = useState(FRESH);
  const [width, setWidth] = useWidth();
  const rows = keep(trace);

  const tabs = [
    ...panels.map((panel) => ({name: `panel-${panel.name}`, title: panel.title, mark: JSON.stringify(panel.parts)})),
    {name: "inspector", title: "Inspector", mark: rows.at(-1)?.number},
    {name: "trouble", title: "Trouble", mark: troubles.length ? JSON.stringify(troubles) : undefined},
  ];
  const shown = tabs.some((tab) => tab.name === chosen) ? chosen : tabs[0].name;
  const changed = useChanged(tabs, shown);
  const panel = panels.find(({name}) => `panel-${name}` === shown);

  const choose = useCallback((name) => {
    remember(TAB, name);
    setChosen(name);
  }, []);

  return html`<aside class="side" aria-label="Side panel" style=${{"--side-width": `${width}px`}}>
    <${WidthHandle} width=${width} onWidth=${setWidth} />
    <div class="side-head">
      <${Tabs} tabs=${tabs} shown=${shown} changed=${changed} onChoose=${choose} />
      <button type="button" class="side-close" aria-label="Close the side panel" title="Close" onClick=${onClose}>
        <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M3.5 3.5l9 9m0-9l-9 9" /></svg>
      </button>
    </div>
    <${TabPanel} key=${shown} name=${shown} scrolls=${shown !== "inspector"}>
      ${panel && html`<${Panel} panel=${panel} env=${env} onTry=${onTry} />`}
      ${shown === "inspector" && html`<${Inspector} trace=${rows} view=${view} setView=${setView} ask=${ask} />`}
      ${shown === "trouble" &&
      html`<${Trouble} troubles=${troubles} ask=${ask} onInspect=${() => choose("inspector")} />`}
    </${TabPanel}>
  </aside>`;
}

const STEPS = {ArrowRight: 1, ArrowLeft: -1};

/**
 * The names of the tabs whose content changed since they were last shown.
 * A tab without a mark has no content yet; getting its first is no change.
 * @param {Array<{name: string, mark: unknown}>} tabs
 * @param {string} shown
 */
function useChanged(tabs, shown) {
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
function Tabs({tabs, shown, changed, onChoose}) {
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
function TabPanel({name, scrolls, children}) {
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

const WIDTH = "side.width";
const NARROWEST = 320;
const WIDEST = 640;
const STEP = 20;

const within = (width) => Math.round(Math.min(WIDEST, Math.max(NARROWEST, width)));

/** The width in pixels and how to change it. */
function useWidth() {
  const [width, setWidth] = useState(() => within(Number(remembered(WIDTH, "")) || 400));
  const change = (wanted) => {
    remember(WIDTH, String(within(wanted)));
    setWidth(within(wanted));
  };
  return [width, change];
}

/** @param {{width: number, onWidth: (width: number) => void}} props */
function WidthHandle({width, onWidth}) {
  const keys = {ArrowLeft: width + STEP, ArrowRight: width - STEP, Home: NARROWEST, End: WIDEST};

  const onKeyDown = (event) => {
    if (!(event.key in keys)) return;
    event.preventDefault();
    onWidth(keys[event.key]);
  };
  const onPointerDown = (event) => {
    event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const onPointerMove = (event) => {
    const handle = event.currentTarget;
    if (!handle.hasPointerCapture(event.pointerId)) return;
    onWidth(handle.parentElement.getBoundingClientRect().right - event.clientX);
  };

  return html`<div
    class="side-handle"
    role="separator"
    tabindex="0"
    aria-label="Width of the side panel"
    aria-orientation="vertical"
    aria-valuenow=${width}
    aria-valuemin=${NARROWEST}
    aria-valuemax=${WIDEST}
    onKeyDown=${onKeyDown}
    onPointerDown=${onPointerDown}
    onPointerMove=${onPointerMove}
  ></div>`;
}

/** @param {string} key @param {string} value */
function remember(key, value) {
  try {
    sessionStorage.setItem(key, value);
  } catch {
    // A browser that keeps nothing shows the defaults again.
  }
}

/** @param {string} key @param {string} otherwise */
function remembered(key, otherwise) {
  try {
    return sessionStorage.getItem(key) ?? otherwise;
  } catch {
    return otherwise;
  }
}
