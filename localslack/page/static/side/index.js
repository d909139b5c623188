// The side panel: one tab for each panel the server hands over, then the inspector, then trouble.

import {html, useCallback, useState} from "../vendor/preact.js";
import {Panel} from "./guide/panel.js";
import {FRESH, Inspector} from "./inspector.js";
import {remember, remembered} from "./memory.js";
import {keep} from "./rows.js";
import {TabPanel, Tabs, useChanged} from "./tabs.js";
import {Trouble} from "./trouble.js";
import {WidthHandle, useWidth} from "./width.js";

const TAB = "side.tab";

/**
 * @param {object} props
 * @param {Array<{name: string, title: string, parts: object[]}>} props.panels
 * @param {Array<{name: string, title: string, about: string, kind: "switch"|"push", on: boolean}>} props.troubles
 * @param {object[]} props.trace rows of the inspector, oldest first
 * @param {(frame: object) => Promise<object>} props.ask
 * @param {object} props.env what `Blocks` needs
 * @param {(part: object) => void} props.onTry somebody chose to type what a part suggests
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
