// Where one writes: grows with the text, completes names, sends with Enter; and where one changes what one wrote.

import {html, useEffect, useLayoutEffect, useRef, useState} from "./vendor/preact.js";
import {draft, draftKey, edit, send, shortcut} from "./actions.js";
import {choiceId, complete, Suggestions} from "./completion.js";
import {typed} from "./env.js";
import {Icon} from "./icons.js";
import {Menu} from "./menu.js";
import {change, useStore} from "./state.js";

const TALLEST = 240;

/**
 * @param {object} props
 * @param {string} props.room
 * @param {string|null} [props.thread]
 * @param {string} props.label "Message #general"
 * @param {object[]} props.messages what is above it, for editing one's last words
 */
export function Composer({room, thread = null, label, messages}) {
  const key = useStore(() => draftKey(room, thread));
  const text = useStore(({drafts}) => drafts[key] ?? "");
  const workspace = useStore((state) => state.workspace);
  const [refusal, setRefusal] = useState("");
  const [caret, setCaret] = useState(-1);
  const [picked, setPicked] = useState(0);
  const box = useRef(null);
  const list = `suggestions-${thread ? "thread" : "room"}`;
  const offer = caret >= 0 ? complete(text, caret, workspace) : null;
  const at = offer ? Math.min(picked, offer.choices.length - 1) : 0;

  useLayoutEffect(() => grow(box.current), [text]);
  useEffect(() => {
    setRefusal("");
    setCaret(-1);
    if (!matchMedia("(hover: none)").matches) box.current.focus();
  }, [key]);

  const write = (value, position) => {
    draft(key, value);
    setRefusal("");
    setPicked(0);
    setCaret(position);
  };
  const choose = ({insert}) => {
    const rest = text.slice(offer.to).replace(/^ /, "");
    const end = offer.from + insert.length;
    write(text.slice(0, offer.from) + insert + rest, -1);
    requestAnimationFrame(() => {
      box.current.focus();
      box.current.setSelectionRange(end, end);
    });
  };
  const post = () => {
    const typed = box.current.value; // fresher than what was drawn last
    if (!typed.trim()) return;
    const why = send(room, thread, typed);
    setRefusal(why);
    setCaret(-1);
    if (!why) draft(key, "");
    box.current.focus();
  };

  const onKeyDown = (event) => {
    if (event.isComposing) return;
    const task = offer ? completing(event, {offer, text, at, choose, setPicked, close: () => setCaret(-1)}) : null;
    if (task) {
      event.preventDefault();
      event.stopPropagation();
      task();
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      post();
    } else if (event.key === "ArrowUp" && !event.target.value) {
      const last = messages.findLast(({mine, ephemeral}) => mine && !ephemeral);
      if (!last) return;
      event.preventDefault();
      change({editing: {room, thread, ts: last.ts}});
    }
  };

  return html`<div class="composer">
    ${offer && html`<${Suggestions} id=${list} choices=${offer.choices} at=${at} onChoose=${choose} />`}
    <div class="composer-frame">
      <textarea
        class="composer-text"
        rows="1"
        aria-label=${label}
        placeholder=${label}
        aria-autocomplete="list"
        aria-haspopup="listbox"
        aria-controls=${offer ? list : undefined}
        aria-activedescendant=${offer ? choiceId(list, at) : undefined}
        aria-invalid=${refusal ? "true" : undefined}
        aria-describedby=${refusal ? `${list}-refusal` : undefined}
        ref=${box}
        value=${text}
        onInput=${({target}) => write(target.value, target.selectionStart)}
        onKeyDown=${onKeyDown}
        onBlur=${() => setCaret(-1)}
      ></textarea>
      <div class="composer-bar">
        <${Shortcuts} />
        <button
          type="button"
          class="send"
          aria-label="Send"
          title="Send (Enter)"
          disabled=${!text.trim()}
          onClick=${post}
        >
          <${Icon} name="send" />
        </button>
      </div>
    </div>
    <p class="composer-refusal" id=${`${list}-refusal`} role="status">${refusal}</p>
  </div>`;
}

function completing({key, shiftKey}, {offer: {from, to, choices}, text, at, choose, setPicked, close}) {
  const count = choices.length;
  // What stands there whole is sent with Enter, not completed once more.
  const whole = choices[at].label === text.slice(from, to);
  if (key === "ArrowDown") return () => setPicked((at + 1) % count);
  if (key === "ArrowUp") return () => setPicked((at - 1 + count) % count);
  if (key === "Escape") return close;
  if ((key === "Enter" && !shiftKey && !whole) || key === "Tab") return () => choose(choices[at]);
  return null;
}

function Shortcuts() {
  const app = useStore((state) => state.workspace.app);
  const shortcuts = app.shortcuts.filter(({kind}) => kind === "global");
  if (!shortcuts.length) return html`<span></span>`;
  const items = shortcuts.map(({callback_id: id, name}) => ({
    key: id,
    label: name,
    note: app.name,
    icon: html`<${Icon} name="bolt" />`,
    onChoose: () => shortcut(id),
  }));
  return html`<${Menu} className="icon-button" label="Shortcuts" items=${items}><${Icon} name="bolt" /></${Menu}>`;
}

function grow(box) {
  box.style.height = "auto";
  box.style.height = `${Math.min(box.scrollHeight, TALLEST)}px`;
}

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
