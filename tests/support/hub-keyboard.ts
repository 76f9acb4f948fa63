import assert from 'node:assert/strict';
import type { Frame, Page } from 'playwright-core';

/** What has the focus, as somebody sees and hears it. Lengths are CSS pixels of the document. */
interface Focused {
  /** Which of the page's controls; none is 0. */
  readonly control: number;
  readonly name: string;
  readonly role: string;
  /** Contrast of its ring with what is around it; 0 where nothing shows that it has the focus. */
  readonly ring: number;
  /** What lies on it, where something does. */
  readonly coveredBy: string;
  readonly box: { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number };
}

/** What a ring needs to be seen (WCAG 2.2, 1.4.11). */
const ENOUGH_CONTRAST = 3;
/** What has the focus beside controls: parts that scroll, places within a field. */
const MOST_PLACES = 30;
/** Of these, only arrow keys reach all. */
const BY_ARROWS = /^(tab|menuitem|radio|option|treeitem)$/;

/**
 * Goes through a page, or through its open dialog, with Tab alone: each control is come to once, in the order in which the
 * eye meets them, has a name, and shows that it has the focus. Gives the names.
 */
export async function walkByKeyboard({
  page,
  frame,
}: {
  readonly page: Page;
  readonly frame: Frame;
}): Promise<readonly string[]> {
  const count = await frame.evaluate<number>(BEGIN);
  assert.ok(count > 0, 'the page has no control');
  // There and back, so that the browser takes the keyboard for what moves the focus.
  await page.keyboard.press('Tab');
  await page.keyboard.press('Shift+Tab');
  const walk: Focused[] = [];
  for (let reached = 0; reached < count;) {
    if (walk.length > 0) await page.keyboard.press('Tab');
    const focused = await frame.evaluate<Focused | undefined>(LOOK);
    const last = walk.at(-1);
    assert.ok(focused, `after ${last?.name ?? 'the start'} the focus is lost`);
    // A field for a date has places of its own.
    const isSame = focused.control > 0 && focused.control === last?.control;
    const isAgain = !isSame && focused.control > 0 && walk.some(({ control }) => control === focused.control);
    assert.ok(!isAgain, `Tab comes to ${reached} of ${count} controls, then to ${focused.name} again`);
    assert.ok(walk.length < count + MOST_PLACES, `Tab comes to ${reached} of ${count} controls only`);
    if (focused.control > 0 && !isSame) reached += 1;
    walk.push(focused);
  }
  for (const [index, focused] of walk.entries()) checkOne(focused, walk[index - 1]);
  return walk.map(({ name }) => name);
}

function checkOne({ name, role, ring, coveredBy, box }: Focused, before: Focused | undefined): void {
  assert.notEqual(name, '', `a ${role} has no name, after ${before?.name ?? 'the start'}`);
  assert.ok(ring >= ENOUGH_CONTRAST, `${name} does not show that it has the focus: ${ring.toFixed(1)}`);
  assert.equal(coveredBy, '', `${name} has the focus and is covered by ${coveredBy}`);
  assert.doesNotMatch(role, BY_ARROWS, `${name} is a ${role}: try the arrow keys too`);
  if (before === undefined) return;
  const isBack = box.bottom <= before.box.top && box.left < before.box.right && box.right > before.box.left;
  assert.ok(!isBack, `${name} comes after ${before.name} and stands above it`);
}

/** Numbers the controls, with how each looks without the focus, and focuses the first. */
const BEGIN = `(() => {
  const CONTROLS = 'a[href], button, input, select, textarea, summary, [tabindex]';
  const place = document.querySelector('dialog[open]') ?? document;
  const isReached = (one) =>
    one.tabIndex >= 0 && !one.disabled && one.checkVisibility({ visibilityProperty: true }) && one.getClientRects().length > 0;
  const controls = [...place.querySelectorAll(CONTROLS)].filter(isReached);
  document.activeElement?.blur();
  const look = (one) => {
    const { boxShadow, borderColor, borderWidth, backgroundColor } = getComputedStyle(one);
    return JSON.stringify([boxShadow, borderColor, borderWidth, backgroundColor]);
  };
  window.slipwayWalk = { look, controls: new Map(controls.map((one, index) => [one, { index: index + 1, rest: look(one) }])) };
  controls[0]?.focus();
  return controls.length;
})()`;

/** What has the focus now; nothing when nothing in the page has. */
const LOOK = `(() => {
  const one = document.activeElement;
  if (one === null || one === document.body) return undefined;
  const { look, controls } = slipwayWalk;
  const known = controls.get(one);
  const light = (colour) => {
    const [r, g, b] = colour.match(/[\\d.]+/g).map((part) => Number(part) / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const groundOf = (node) => {
    if (node === null) return 'rgb(255, 255, 255)';
    const { backgroundColor } = getComputedStyle(node);
    return /^rgba\\(.*, 0(\\.\\d+)?\\)$|transparent/.test(backgroundColor) ? groundOf(node.parentElement) : backgroundColor;
  };
  const contrast = (one, other) => (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
  const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(one);
  const ground = light(groundOf(one.parentElement));
  const ring = () => {
    if (outlineStyle === 'auto') return 21;
    if (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1) return contrast(light(outlineColor), ground);
    return known !== undefined && look(one) !== known.rest ? 21 : 0;
  };
  const [first] = one.getClientRects();
  const above = document.elementFromPoint(first.left + Math.min(first.width / 2, 8), first.top + first.height / 2);
  const isFree = above !== null && (one.contains(above) || above.contains(one));
  const words = one.getAttribute('aria-label') ?? one.labels?.[0]?.textContent ?? one.textContent;
  const { left, right, top, bottom } = one.getBoundingClientRect();
  let [aside, down] = [0, 0];
  for (let part = one.parentElement; part !== null; part = part.parentElement) {
    aside += part.scrollLeft;
    down += part.scrollTop;
  }
  return {
    control: known?.index ?? 0,
    name: (words.trim() || one.title || document.getElementById(one.getAttribute('aria-labelledby'))?.textContent || '').slice(0, 80),
    role: one.getAttribute('role') ?? one.localName,
    ring: ring(),
    coveredBy: isFree ? '' : above === null ? 'the edge' : above.outerHTML.slice(0, 80),
    box: { left: left + aside, right: right + aside, top: top + down, bottom: bottom + down },
  };
})()`;
