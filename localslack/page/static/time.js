// Slack's timestamps as people read them, in the time of this computer.

const LOCALE = "en-GB";
const CLOCK = new Intl.DateTimeFormat(LOCALE, {hour: "2-digit", minute: "2-digit"});
const DAY = new Intl.DateTimeFormat(LOCALE, {weekday: "long", day: "numeric", month: "long"});
const FULL = new Intl.DateTimeFormat(LOCALE, {dateStyle: "full", timeStyle: "medium"});
const A_DAY = 86_400_000;

const date = (ts) => new Date(Number(ts) * 1000);

export const clock = (ts) => CLOCK.format(date(ts));
export const full = (ts) => FULL.format(date(ts));
export const iso = (ts) => date(ts).toISOString();
/** The same text for two timestamps of one day. */
export const dayKey = (ts) => date(ts).toDateString();

/** "Today", "Yesterday", or the day's name. */
export function day(ts) {
  const key = dayKey(ts);
  if (key === new Date().toDateString()) return "Today";
  if (key === new Date(Date.now() - A_DAY).toDateString()) return "Yesterday";
  return DAY.format(date(ts));
}
