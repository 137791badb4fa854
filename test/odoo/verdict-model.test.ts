import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RealOdooBackend, realOdooFromEnvironment } from '../backends/real-odoo.ts';
import { otherCompany } from './other-plants.ts';
import { ShopFloor } from './shop-floor.ts';
import { Play } from './verdict-model/play.ts';
import { Sampler } from './verdict-model/sampling.ts';

/**
 * Drawn stories of a lot: words of several plants, companies and clocks, events, and what people do in Odoo. After every
 * step each unit lies where the model says; at no moment is more promised or open than the model lets go. DRAWN_VERDICTS
 * is the number of stories, VERDICT_SEED where they begin, VERDICTS_AT_ONCE how many are played side by side.
 */
const stories = Number(process.env.DRAWN_VERDICTS ?? 300);
const first = Number(process.env.VERDICT_SEED ?? 1);
const sideBySide = Number(process.env.VERDICTS_AT_ONCE ?? 30);
const steps = 12;

describe('wherever the goods are', () => {
  let backend: RealOdooBackend;
  let play: Play;
  /** only where Odoo's database can be read directly */
  let sampler: Sampler | undefined;
  beforeAll(async () => {
    backend = realOdooFromEnvironment();
    play = new Play(backend, new ShopFloor(backend), await otherCompany(backend));
    await play.places();
    if (process.env.PG !== undefined) sampler = new Sampler(process.env.PG, play.limits);
  });
  afterAll(() => sampler?.stop());

  const batches = Array.from(
    { length: Math.ceil(stories / sideBySide) },
    (_, batch) => first + batch * sideBySide,
  );
  test.each(batches)(
    'the model and Odoo agree on the stories from seed %i on',
    async (from) => {
      const count = Math.min(sideBySide, first + stories - from);
      const drawn = await play.stories(Array.from({ length: count }, (_, index) => from + index));
      const taken = sampler?.taken ?? 0;
      for (let step = 1; step <= steps; step++) await play.step(drawn, step);
      expect(sampler?.seen ?? []).toEqual([]);
      play.limits.clear();
      if (sampler) expect(sampler.taken - taken).toBeGreaterThan(100);
      await play.nothingOpen(drawn);
    },
    600_000,
  );
});
