// Light, dark, or as the system has it.

const KEY = "page.theme";
const THEMES = ["system", "light", "dark"];

/** The theme that was chosen last. */
export function theme() {
  try {
    const kept = localStorage.getItem(KEY);
    return THEMES.includes(kept) ? kept : "system";
  } catch {
    return "system";
  }
}

/** Choose a theme. */
export function setTheme(name) {
  try {
    localStorage.setItem(KEY, name);
  } catch {
    // Without a memory the choice lasts until the page is loaded again.
  }
  apply(name);
}

function apply(name) {
  if (name === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = name;
}

apply(theme());
