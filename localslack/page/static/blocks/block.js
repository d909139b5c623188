// Blocks by their type, each in a frame of its own: one that cannot be drawn does not harm its neighbours.

import {html, useEffect, useErrorBoundary} from "../vendor/preact.js";
import {Alert, Card, Carousel, Container} from "./cards.js";
import {Actions, Context, ContextActions, Divider, Header, InputBlock, Section, Table} from "./layout.js";
import {Markdown} from "./markdown.js";
import {words} from "./mrkdwn.js";
import {ImageBlock} from "./pictures.js";
import {RichText} from "./rich_text.js";
import {Stage, useScene} from "./scene.js";

const BLOCKS = {
  actions: Actions,
  alert: Alert,
  card: Card,
  carousel: Carousel,
  container: Container,
  context: Context,
  context_actions: ContextActions,
  divider: Divider,
  header: Header,
  image: ImageBlock,
  input: InputBlock,
  markdown: Markdown,
  rich_text: RichText,
  section: Section,
  table: Table,
};
// Slack lets no container hold another; an app that does it anyway is stopped here.
const DEEPEST = 4;

/** Some blocks, one under the other. */
export function BlockList({blocks}) {
  const {depth} = useScene();
  if (!Array.isArray(blocks)) return null;
  return blocks.map((block, at) => html`<${Frame} key=${block?.block_id || at} block=${block} depth=${depth + 1} />`);
}

function Frame({block, depth}) {
  const [error, reset] = useErrorBoundary();
  useEffect(() => {
    if (error) reset(); // it may have been mended
  }, [block]);
  const type = typeof block?.type === "string" ? block.type : "unknown";
  if (error) return html`<div class="bk-block bk-placeholder" role="note">This block could not be drawn: ${type}</div>`;
  const Drawn = depth <= DEEPEST && Object.hasOwn(BLOCKS, type) ? BLOCKS[type] : Placeholder;
  return html`<div class=${`bk-block bk-block-${type}`} data-block=${block?.block_id}>
    <${Stage} blockId=${block?.block_id ?? ""} depth=${depth}><${Drawn} block=${block} /><//>
  </div>`;
}

/** A block that is not drawn here: a video, a file, a call, or one of an unknown type. */
function Placeholder({block}) {
  const title = typeof block?.title === "string" ? block.title : words(block?.title);
  const type = String(block?.type ?? "unknown").replaceAll("_", " ");
  const called = `${type.charAt(0).toUpperCase()}${type.slice(1)}`;
  return html`<div class="bk-placeholder" role="note">${title ? `${called}: ${title}` : called}</div>`;
}
