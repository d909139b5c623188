// Buttons of every kind.

import {html} from "../vendor/preact.js";
import {Deed, useDeed} from "./deed.js";
import {icon} from "./icons.js";
import {safeUrl} from "./links.js";
import {Text, words} from "./mrkdwn.js";

const look = ({style}) => `bk-button${["primary", "danger"].includes(style) ? ` bk-button-${style}` : ""}`;
const busy = (deed) => (deed.busy ? "true" : undefined);

/** A button, a button that opens a page, or one that starts a workflow. */
export function Button({element}) {
  const deed = useDeed(element);
  const href = safeUrl(element.url);
  const label = element.accessibility_label || undefined;
  const face = html`<span><${Text} of=${element.text} /></span>`;
  if (href && !element.confirm && !deed.dead) {
    return html`<${Deed} deed=${deed}>
      <a class=${look(element)} href=${href} target="_blank" rel="noopener noreferrer" aria-label=${label}
        aria-busy=${busy(deed)} onClick=${() => deed.fire(element.value)}>${face}</a>
    <//>`;
  }
  const visit = href ? () => window.open(href, "_blank", "noopener,noreferrer") : undefined;
  return html`<${Deed} deed=${deed}>
    <button type="button" class=${look(element)} aria-label=${label} aria-busy=${busy(deed)} disabled=${deed.dead}
      onClick=${() => deed.fire(element.value, visit)}>${face}</button>
  <//>`;
}

/** A small button with a picture on it. */
export function IconButton({element}) {
  const deed = useDeed(element);
  const name = element.accessibility_label || words(element.text);
  return html`<${Deed} deed=${deed}>
    <button type="button" class="bk-icon-button" aria-label=${name} title=${words(element.text)} aria-busy=${busy(deed)}
      disabled=${deed.dead} onClick=${() => deed.fire(element.value)}>${icon(element.icon)}</button>
  <//>`;
}

/** Two thumbs. */
export function FeedbackButtons({element}) {
  const deed = useDeed(element);
  const thumb = (side, picture) => html`<button type="button" class="bk-icon-button"
    aria-label=${side.accessibility_label || words(side.text)} title=${words(side.text)} aria-busy=${busy(deed)}
    disabled=${deed.dead} onClick=${() => deed.fire(side.value)}>${icon(picture)}</button>`;
  return html`<${Deed} deed=${deed}>
    ${thumb(element.positive_button, "thumb_up")}${thumb(element.negative_button, "thumb_down")}
  <//>`;
}
