// Jump to a room by its name.

import {html, useEffect, useRef, useState} from "./vendor/preact.js";
import {choiceId, Suggestions} from "./completion.js";
import {Avatar, Icon} from "./icons.js";
import {go} from "./place.js";
import {useStore} from "./state.js";

const LIST = "jump-list";
const MOST = 12;

function rooms({channels, app}, typed) {
  const wanted = typed.trim().replace(/^[#@]/, "").toLowerCase();
  const all = [
    {key: "dm", label: app.name, note: "app", sign: html`<${Avatar} id=${app.user_id} name=${app.name} isApp small />`},
    ...channels.map(({id, name, kind, archived, purpose}) => ({
      key: id,
      label: name,
      note: archived ? "archived" : purpose,
      sign: html`<${Icon} name=${kind === "private" ? "lock" : "hash"} />`,
    })),
  ];
  return all.filter(({label}) => label.toLowerCase().includes(wanted)).slice(0, MOST);
}

/** @param {{onClose: () => void}} props */
export function Jump({onClose}) {
  const workspace = useStore((state) => state.workspace);
  const [typed, setTyped] = useState("");
  const [picked, setPicked] = useState(0);
  const dialog = useRef(null);
  const choices = rooms(workspace, typed);
  const at = Math.min(picked, choices.length - 1);

  useEffect(() => dialog.current.showModal(), []);

  const choose = (choice) => {
    dialog.current.close();
    go({room: choice.key});
  };
  const onKeyDown = (event) => {
    const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
    if (step) setPicked((at + step + choices.length) % choices.length);
    else if (event.key === "Enter" && choices[at]) choose(choices[at]);
    else return;
    event.preventDefault();
  };

  return html`<dialog
    class="jump"
    ref=${dialog}
    aria-label="Jump to a channel"
    onClose=${onClose}
    onMouseDown=${({target}) => target === dialog.current && dialog.current.close()}
  >
    <div class="jump-frame">
      <label class="jump-field">
        <${Icon} name="search" />
        <span class="hidden">Jump to a channel</span>
        <input
          role="combobox"
          autofocus
          autocomplete="off"
          spellcheck="false"
          placeholder="Jump to a channel"
          aria-autocomplete="list"
          aria-expanded=${choices.length ? "true" : "false"}
          aria-controls=${LIST}
          aria-activedescendant=${choices.length ? choiceId(LIST, at) : undefined}
          value=${typed}
          onInput=${({target}) => (setTyped(target.value), setPicked(0))}
          onKeyDown=${onKeyDown}
        />
      </label>
      <${Suggestions} id=${LIST} choices=${choices} at=${at} onChoose=${choose} />
      ${!choices.length && html`<p class="jump-none">There is no channel called that.</p>`}
    </div>
  </dialog>`;
}
