// The bar over everything: the workspace, the jump, the theme, the side panel.

import {html, useState} from "./vendor/preact.js";
import {Icon} from "./icons.js";
import {Menu} from "./menu.js";
import {change, useStore} from "./state.js";
import {setTheme, theme} from "./theme.js";

const THEMES = {
  light: {label: "Light", icon: "sun"},
  dark: {label: "Dark", icon: "moon"},
  system: {label: "As the system", icon: "screen"},
};

/** @param {{onJump: () => void, onSide: () => void}} props */
export function TopBar({onJump, onSide}) {
  const team = useStore((state) => state.workspace.team.name);
  const navOpen = useStore((state) => state.navOpen);
  const sideOpen = useStore((state) => state.sideOpen);

  return html`<header class="topbar">
    <button
      type="button"
      class="icon-button topbar-nav"
      aria-label="Channels"
      aria-expanded=${navOpen ? "true" : "false"}
      aria-controls="sidebar"
      onClick=${() => change({navOpen: !navOpen})}
    >
      <${Icon} name="menu" />
    </button>
    <span class="topbar-team">${team}</span>
    <button type="button" class="topbar-jump" onClick=${onJump} aria-keyshortcuts="Control+K Meta+K">
      <${Icon} name="search" /><span>Jump to a channel</span><kbd>Ctrl K</kbd>
    </button>
    <${ThemeMenu} />
    <button
      type="button"
      class="topbar-side"
      aria-pressed=${sideOpen ? "true" : "false"}
      title="Guide & inspector"
      onClick=${onSide}
    >
      <${Icon} name="panel" /><span>Guide & inspector</span>
    </button>
  </header>`;
}

function ThemeMenu() {
  const [chosen, choose] = useState(theme);
  const items = Object.entries(THEMES).map(([name, {label, icon}]) => ({
    key: name,
    label,
    icon: html`<${Icon} name=${icon} />`,
    checked: name === chosen,
    onChoose: () => (setTheme(name), choose(name)),
  }));
  return html`<${Menu} className="icon-button" label="Colours" title="Light or dark" items=${items}>
    <${Icon} name=${THEMES[chosen].icon} />
  </${Menu}>`;
}
