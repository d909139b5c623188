// Draws Block Kit: messages, the Home tab and modals.

import {html} from "../vendor/preact.js";
import {BlockList} from "./block.js";
import {Stage} from "./scene.js";

export {emoji, emojiNames} from "./emoji.js";
export {BlockForm, check, collect} from "./form.js";
export {Mrkdwn} from "./mrkdwn.js";

/**
 * The blocks of a message or of the Home tab.
 * @param {{blocks: object[], on: {room: string, ts: string}|{view: string}|null, env: object}} props
 */
export const Blocks = ({blocks, on, env}) =>
  html`<div class="bk-blocks"><${Stage} env=${env} on=${on}><${BlockList} blocks=${blocks} /><//></div>`;
