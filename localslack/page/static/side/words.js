// Times as people read them.

const two = (number) => String(number).padStart(2, "0");

/** `3.2 ms`, `48 ms`, `1.2 s`. */
export function duration(ms) {
  if (ms < 9.95) return `${Number(ms.toFixed(1))} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  return `${(ms / 1000).toFixed(ms < 9950 ? 1 : 0)} s`;
}

/** `14:03:27.041`, in the time zone of the reader. */
export function clock(seconds) {
  const at = new Date(seconds * 1000);
  const thousandths = String(at.getMilliseconds()).padStart(3, "0");
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${thousandths}`;
}
