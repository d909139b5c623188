// Links that are safe to follow.

import {html} from "../vendor/preact.js";

const SCHEMES = new Set(["http:", "https:", "mailto:"]);

/**
 * The address to follow, or null where it is not one of http, https and mailto.
 * @param {unknown} url
 */
export function safeUrl(url) {
  try {
    const address = new URL(String(url));
    return SCHEMES.has(address.protocol) ? address.href : null;
  } catch {
    return null;
  }
}

/** A link, or only its text where the address is not safe. */
export function Link({url, label, class: name = "", children = label || url}) {
  const href = safeUrl(url);
  if (!href) return html`<span class=${name}>${children}</span>`;
  return html`<a class=${name} href=${href} target="_blank" rel="noopener noreferrer">${children}</a>`;
}
