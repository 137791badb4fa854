/** What happens on the shop floor, before it is written with a plant's own items and units. */
export type Step =
  | { kind: 'issue' }
  | { kind: 'report'; portions: number; final: boolean }
  | { kind: 'scrap-product' }
  | { kind: 'scrap-component' };

/** How an order ends: as planned, with less, with more, or not yet. */
const endings = ['exact', 'short', 'over', 'open'] as const;

/** The steps of one order, in the order in which they happened. */
export function stepsOf(planned: number, random: () => number): Step[] {
  const pick = (below: number) => Math.floor(random() * below);
  const ending = endings[pick(endings.length)];
  const steps: Step[] = [];
  let left = planned;
  while (left > 0) {
    const portions = Math.min(left, 1 + pick(3));
    left -= portions;
    const last = left === 0;
    if (last && ending === 'open') break;
    if (random() < 0.3) steps.push({ kind: 'issue' });
    if (last && ending === 'short' && portions > 1)
      steps.push({ kind: 'report', portions: portions - 1, final: true });
    else if (last && ending === 'over')
      steps.push({ kind: 'report', portions: portions + 1 + pick(2), final: random() < 0.5 });
    else steps.push({ kind: 'report', portions, final: last && random() < 0.5 });
    if (random() < 0.15) steps.push({ kind: 'scrap-product' });
    if (random() < 0.15) steps.push({ kind: 'scrap-component' });
  }
  return steps;
}
