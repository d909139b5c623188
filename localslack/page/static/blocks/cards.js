// Cards, carousels, containers and alerts.

import {html, useState} from "../vendor/preact.js";
import {BlockList} from "./block.js";
import {Element} from "./elements.js";
import {Text} from "./mrkdwn.js";
import {icon, Picture} from "./pictures.js";
import {RichText} from "./rich_text.js";
import {Stage, useName} from "./scene.js";

export const Card = ({block}) => html`<article class="bk-card">
  ${block.hero_image && html`<${Picture} element=${block.hero_image} class="bk-card-hero" />`}
  <div class="bk-card-body">
    <${Heading} of=${block} />
    ${block.body && html`<div class="bk-text"><${Text} of=${block.body} /></div>`}
    ${block.actions?.length > 0 && html`<div class="bk-actions">
      ${block.actions.map((element, at) => html`<${Element} key=${element.action_id ?? at} element=${element} />`)}
    </div>`}
  </div>
</article>`;

/** Icon, title and subtitle of a card or container. */
function Heading({of}) {
  if (!of.icon && !of.title && !of.subtitle && !of.rich_text_title) return null;
  return html`<div class="bk-card-heading">
    ${of.icon && html`<${Picture} element=${of.icon} class="bk-card-icon" />`}
    <div>
      ${of.rich_text_title
        ? html`<div class="bk-card-title"><${RichText} block=${of.rich_text_title} /></div>`
        : of.title && html`<div class="bk-card-title"><${Text} of=${of.title} /></div>`}
      ${of.subtitle && html`<div class="bk-card-subtitle"><${Text} of=${of.subtitle} /></div>`}
    </div>
  </div>`;
}

/** A row of cards; each is a block with an id of its own. */
export function Carousel({block}) {
  const idOf = (card) => card.block_id ?? block.block_id ?? "";
  return html`<div class="bk-carousel" tabindex="0" role="region" aria-label="Carousel">
    ${block.elements.map((card) => html`<${Stage} blockId=${idOf(card)}><${Card} block=${card} /><//>`)}
  </div>`;
}

export function Container({block}) {
  const [open, setOpen] = useState(!(block.is_collapsible && block.default_collapsed));
  const name = useName("bk-container");
  const heading = html`<${Heading} of=${block} />`;
  return html`<section class=${`bk-container bk-width-${block.width ?? "standard"}`}>
    ${block.is_collapsible
      ? html`<button type="button" class="bk-container-head" aria-expanded=${String(open)} aria-controls=${name}
          onClick=${() => setOpen(!open)}>${heading}<span class="bk-fold">${icon("chevron")}</span></button>`
      : html`<div class=${`bk-container-head${block.has_header_divider ? " bk-divided" : ""}`}>${heading}</div>`}
    <div id=${name} class="bk-container-body" hidden=${!open}><${BlockList} blocks=${block.child_blocks} /></div>
  </section>`;
}

const LEVELS = {default: "info", info: "info", warning: "warning", error: "error", success: "success"};

export function Alert({block}) {
  const level = Object.hasOwn(LEVELS, block.level) ? block.level : "default";
  return html`<div class=${`bk-alert bk-alert-${level}`} role="note">
    <span role="img" aria-label=${level === "default" ? "Note" : level}>${icon(LEVELS[level])}</span>
    <div class="bk-text"><${Text} of=${block.text} /></div>
  </div>`;
}
