// Changing what one said.

import {html, useEffect, useRef, useState} from "./vendor/preact.js";
import {edit} from "./deeds.js";
import {change} from "./state.js";
import {typed} from "./typed.js";

/** @param {{message: object, room: string, env: object}} props */
export function Editor({message, room, env}) {
  const before = typed(message.text, env);
  const [text, setText] = useState(before);
  const box = useRef(null);

  useEffect(() => {
    box.current.focus();
    box.current.setSelectionRange(before.length, before.length);
  }, []);

  const done = () => {
    const composer = box.current?.closest("main, aside")?.querySelector(".composer textarea");
    change({editing: null});
    composer?.focus();
  };
  const save = () => {
    const typed = box.current.value; // fresher than what was drawn last
    if (typed.trim() && typed !== before) edit(room, message.ts, typed.trim());
    done();
  };
  const onKeyDown = (event) => {
    if (event.key === "Escape") {
      event.stopPropagation();
      done();
    } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      save();
    }
  };

  return html`<div class="editor">
    <textarea
      class="composer-text"
      aria-label="Edit message"
      rows=${Math.min(12, text.split("\n").length)}
      ref=${box}
      value=${text}
      onInput=${({target}) => setText(target.value)}
      onKeyDown=${onKeyDown}
    ></textarea>
    <div class="editor-buttons">
      <button type="button" class="button" onClick=${done}>Cancel</button>
      <button type="button" class="button button-main" onClick=${save}>Save</button>
    </div>
  </div>`;
}
