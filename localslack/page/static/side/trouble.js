// Trouble on purpose: switches and buttons that make the workspace behave badly.

import {html, useState} from "../vendor/preact.js";
import {failure} from "./summary.js";

/**
 * @param {object} props
 * @param {Array<{name: string, title: string, about: string, kind: "switch"|"push", on: boolean}>} props.troubles
 * @param {(frame: object) => Promise<object>} props.ask
 * @param {() => void} props.onInspect
 */
export function Trouble({troubles, ask, onInspect}) {
  return html`<div class="troubles">
    <p class="troubles-lead">
      Make the workspace misbehave, then talk to the app and watch what it does in${" "}
      <button type="button" class="text-button" onClick=${onInspect}>the inspector</button>.
    </p>
    <ul class="trouble-list">
      ${troubles.map((trouble) => html`<${Item} key=${trouble.name} trouble=${trouble} ask=${ask} />`)}
    </ul>
  </div>`;
}

// What to look for in the inspector, for the troubles it shows in a particular way.
const WATCH = {
  slow: "The time to answer grows, the time to ack does not.",
  limited: "A call is refused in red, then made again after the wait.",
  fault: "A call is refused in red, then made again.",
  hang: "A call stays without an answer, and new questions are still acknowledged.",
  drop: "A connection goes and a new one opens.",
  refresh: "A new connection opens before the old one goes.",
  duplicate: "The same event arrives twice, and is answered once.",
};

function Item({trouble, ask}) {
  const {name, title, about, kind, on} = trouble;
  const [waiting, setWaiting] = useState(false);
  const [said, setSaid] = useState(null);

  const send = async (wanted) => {
    if (waiting) return;
    setWaiting(true);
    setSaid(null);
    try {
      const reply = await ask({do: "trouble", name, on: wanted});
      if (reply?.ok === false) setSaid({error: failure(reply)});
      else if (kind === "push") setSaid({done: "Done."});
    } catch (problem) {
      setSaid({error: failure(problem)});
    }
    setWaiting(false);
  };

  const id = `trouble-${name}`;
  const control =
    kind === "switch"
      ? html`<button
          type="button"
          role="switch"
          class="switch"
          aria-checked=${on ? "true" : "false"}
          aria-busy=${waiting ? "true" : "false"}
          aria-labelledby=${`${id}-title`}
          aria-describedby=${`${id}-about`}
          onClick=${() => send(!on)}
        >
          <span class="switch-word" aria-hidden="true">${on ? "On" : "Off"}</span>
          <span class="switch-track" aria-hidden="true"></span>
        </button>`
      : html`<button
          type="button"
          id=${`${id}-button`}
          class="quiet-button"
          aria-busy=${waiting ? "true" : "false"}
          aria-labelledby=${`${id}-button ${id}-title`}
          aria-describedby=${`${id}-about`}
          onClick=${() => send(true)}
        >
          Do it
        </button>`;

  return html`<li class=${on ? "trouble trouble-on" : "trouble"}>
    <div class="trouble-words">
      <h2 id=${`${id}-title`}>${title}</h2>
      <p id=${`${id}-about`}>${about}</p>
      ${WATCH[name] && html`<p class="trouble-watch">${`Watch for: ${lower(WATCH[name])}`}</p>`}
      <p class="trouble-said" role="status">${said?.done}</p>
      ${said?.error && html`<p class="trouble-error" role="alert">${said.error}</p>`}
    </div>
    ${control}
  </li>`;
}

const lower = (sentence) => sentence[0].toLowerCase() + sentence.slice(1);
