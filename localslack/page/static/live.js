// The websocket: frames out, replies and slices in, and a new connection when one is lost.

const FIRST_WAIT = 300;
const LONGEST_WAIT = 5000;

/**
 * @param {object} handlers
 * @param {(name: string, value: unknown) => void} handlers.onSlice
 * @param {(rows: object[]) => void} handlers.onTrace
 * @param {(state: "open"|"lost") => void} handlers.onState
 * @returns {{send: (frame: object) => void, ask: (frame: object) => Promise<object>}}
 */
export function connect({onSlice, onTrace, onState}) {
  const pending = new Map();
  let socket = null;
  let number = 0;
  let wait = FIRST_WAIT;

  const settle = (reply) => {
    pending.get(reply.re)?.(reply);
    pending.delete(reply.re);
  };

  const receive = ({data}) => {
    const frame = JSON.parse(data);
    if ("re" in frame) settle(frame);
    else if ("set" in frame) onSlice(frame.set, frame.value);
    else if ("trace" in frame) onTrace(frame.trace);
  };

  const lose = () => {
    socket = null;
    for (const re of [...pending.keys()]) settle({re, ok: false, error: "The sandbox did not answer. Try again."});
    onState("lost");
    setTimeout(open, wait);
    wait = Math.min(wait * 2, LONGEST_WAIT);
  };

  const open = () => {
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const fresh = new WebSocket(`${scheme}//${location.host}/page/live`);
    fresh.onmessage = receive;
    fresh.onclose = lose;
    fresh.onopen = () => {
      socket = fresh;
      wait = FIRST_WAIT;
      onState("open");
    };
  };

  const send = (frame) => {
    if (!socket) return false;
    socket.send(JSON.stringify(frame));
    return true;
  };

  const ask = (frame) =>
    new Promise((resolve) => {
      const id = ++number;
      pending.set(id, resolve);
      if (send({...frame, id})) return;
      settle({re: id, ok: false, error: "There is no connection to the sandbox. Try again soon."});
    });

  open();
  return {send, ask};
}
