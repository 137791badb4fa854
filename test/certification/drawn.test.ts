import { describe, expect, it } from 'vitest';
import { caseOf, enterable, sentOf } from '../../certification/drawn/case-of.ts';
import { drawLateStories, lateCaseOf, simplerLate } from '../../certification/drawn/late-story.ts';
import { drawStories, isExact, type Story, simpler } from '../../certification/drawn/story.ts';
import { definitionOf } from '../../events/parse-event.ts';

const stories = drawStories(300, 1);
const reports = (story: Story) => story.steps.filter((step) => 'report' in step);

describe('drawn stories', () => {
  it('are the same for the same seed, and others for another', () => {
    expect(drawStories(20, 1)).toEqual(stories.slice(0, 20));
    expect(drawStories(20, 2)).not.toEqual(stories.slice(0, 20));
  });

  it.each<[string, (story: Story) => boolean]>([
    ['kits', ({ components }) => components.some(({ kind }) => kind === 'kit')],
    ['components that are made', ({ components }) => components.some(({ kind }) => kind === 'nested')],
    [
      'components that a subcontractor makes',
      ({ components }) => components.some(({ kind }) => kind === 'subcontracted'),
    ],
    ['warehouses of two and three steps', ({ manufacture }) => manufacture === 3],
    ['by-products', ({ byproduct }) => byproduct !== undefined],
    ['serials', ({ made }) => made.tracking === 'serial'],
    ['lots', ({ made }) => made.tracking === 'lot'],
    ['strict orders', ({ bom }) => bom.consumption === 'strict'],
    ['FIFO with entries', ({ costing }) => costing.cost === 'fifo' && costing.valuation === 'real_time'],
    ['average cost', ({ costing }) => costing.cost === 'average'],
    ['orders in tonnes', ({ order }) => order.unit === 'Ton'],
    ['orders in dozens', ({ order }) => order.unit === 'Dozens'],
    [
      'reports in another unit',
      (story) => reports(story).some((step) => 'unit' in step && step.unit !== story.order.unit),
    ],
    ['reports that are final', (story) => reports(story).some((step) => 'final' in step && step.final)],
    ['two reports', (story) => reports(story).length > 1],
    ['consumption that is said', (story) => reports(story).some((step) => 'consumed' in step)],
    ['people between', ({ steps }) => steps.some((step) => 'people' in step)],
    ['quantities that no screen takes', (story) => !enterable(story)],
  ])('have %s among them', (_, has) => {
    expect(stories.some(has)).toBe(true);
  });

  it('make events that the contract takes', () => {
    for (const story of stories)
      for (const event of caseOf(story, 'one').events((name) => `P-${name}`)) {
        if (!('type' in event)) continue;
        const definition = definitionOf(`com.odoo-plant-gateway.${event.type}.v1`);
        expect(definition?.data.safeParse(event.data).success, JSON.stringify(story)).toBe(true);
      }
  });

  it('of late events arrive in another order, and make events that the contract takes', () => {
    const late = drawLateStories(100, 1);
    for (const story of late) {
      expect(story.arrival).not.toEqual([...story.arrival].sort());
      for (const event of lateCaseOf(story, 'one').events((name) => `P-${name}`)) {
        if (!('type' in event)) continue;
        const definition = definitionOf(`com.odoo-plant-gateway.${event.type}.v1`);
        expect(definition?.data.safeParse(event.data).success, JSON.stringify(story)).toBe(true);
      }
      for (const each of simplerLate(story))
        expect(each.happenings.length).toBeLessThanOrEqual(story.happenings.length);
    }
    expect(late.some(({ happenings }) => happenings.some((each) => 'found' in each))).toBe(true);
    expect(late.some(({ happenings }) => happenings.some((each) => 'scrap' in each))).toBe(true);
  });

  it('get simpler by less in them, and stay reports', () => {
    const size = (story: Story) => JSON.stringify(story).length;
    for (const story of stories)
      for (const each of simpler(story)) {
        expect(reports(each).length).toBeGreaterThan(0);
        expect(each).not.toEqual(story);
        expect(size(each)).toBeLessThanOrEqual(size(story) + 4);
      }
  });

  it('say how much was sent, in the product’s own unit', () => {
    const [first] = stories;
    if (!first) throw new Error('no story');
    const story: Story = {
      ...first,
      made: { unit: 'kg', tracking: 'none' },
      order: { quantity: 2, unit: 'Ton' },
      steps: [
        { report: 500_000, unit: 'g', final: false },
        { people: 'produce', quantity: 0.25 },
        { report: 12.5, unit: 'kg', final: true },
      ],
    };
    expect(sentOf(story)).toBeCloseTo(762.5);
    expect(enterable(story)).toBe(false);
    expect(isExact(0.25)).toBe(true);
  });
});
