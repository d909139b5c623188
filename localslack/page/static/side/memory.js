// What the panel remembers for as long as the browser's tab is open.

/** @param {string} key @param {string} value */
export function remember(key, value) {
  try {
    sessionStorage.setItem(key, value);
  } catch {
    // A browser that keeps nothing shows the defaults again.
  }
}

/** @param {string} key @param {string} otherwise */
export function remembered(key, otherwise) {
  try {
    return sessionStorage.getItem(key) ?? otherwise;
  } catch {
    return otherwise;
  }
}
