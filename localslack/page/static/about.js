// What this page is.

import {html} from "./vendor/preact.js";

/** @param {{app: {name: string, commands: object[]}}} props */
export const About = ({app}) => html`<div class="about">
  <h2>What this is</h2>
  <p>
    This is a local workspace that behaves like Slack. It runs in one process on this computer, and ${app.name} runs in
    it.
  </p>
  <p>Nothing you write here leaves this computer. When the process stops, everything in it is gone.</p>
  ${app.commands.length > 0 &&
  html`<h2>Commands of ${app.name}</h2>
    <dl>
      ${app.commands.map(
        ({name, hint, description}) => html`<div key=${name}>
          <dt><code>${name} ${hint}</code></dt>
          <dd>${description}</dd>
        </div>`,
      )}
    </dl>`}
  <h2>Keys</h2>
  <dl>
    <div><dt><kbd>Ctrl K</kbd> or <kbd>⌘ K</kbd></dt><dd>Jump to a channel</dd></div>
    <div><dt><kbd>↑</kbd> in an empty message</dt><dd>Edit your last message</dd></div>
    <div><dt><kbd>Shift Enter</kbd></dt><dd>New line</dd></div>
    <div><dt><kbd>↑</kbd> <kbd>↓</kbd> on a message</dt><dd>Go to the one before or after it</dd></div>
    <div><dt><kbd>Esc</kbd></dt><dd>Close what is open</dd></div>
  </dl>
</div>`;
