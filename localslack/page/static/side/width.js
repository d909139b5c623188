// How wide the panel is: its left edge can be dragged, or moved with the arrow keys.

import {html, useState} from "../vendor/preact.js";
import {remember, remembered} from "./memory.js";

const WIDTH = "side.width";
const NARROWEST = 320;
const WIDEST = 640;
const STEP = 20;

const within = (width) => Math.round(Math.min(WIDEST, Math.max(NARROWEST, width)));

/** The width in pixels and how to change it. */
export function useWidth() {
  const [width, setWidth] = useState(() => within(Number(remembered(WIDTH, "")) || 400));
  const change = (wanted) => {
    remember(WIDTH, String(within(wanted)));
    setWidth(within(wanted));
  };
  return [width, change];
}

/** @param {{width: number, onWidth: (width: number) => void}} props */
export function WidthHandle({width, onWidth}) {
  const keys = {ArrowLeft: width + STEP, ArrowRight: width - STEP, Home: NARROWEST, End: WIDEST};

  const onKeyDown = (event) => {
    if (!(event.key in keys)) return;
    event.preventDefault();
    onWidth(keys[event.key]);
  };
  const onPointerDown = (event) => {
    event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const onPointerMove = (event) => {
    const handle = event.currentTarget;
    if (!handle.hasPointerCapture(event.pointerId)) return;
    onWidth(handle.parentElement.getBoundingClientRect().right - event.clientX);
  };

  return html`<div
    class="side-handle"
    role="separator"
    tabindex="0"
    aria-label="Width of the side panel"
    aria-orientation="vertical"
    aria-valuenow=${width}
    aria-valuemin=${NARROWEST}
    aria-valuemax=${WIDEST}
    onKeyDown=${onKeyDown}
    onPointerDown=${onPointerDown}
    onPointerMove=${onPointerMove}
  ></div>`;
}
