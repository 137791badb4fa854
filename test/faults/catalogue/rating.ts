import { type Chapter, Findings, Reporter, type Scene, warehouse } from './chapter.ts';

/** What an hour of three machines costs, reported three times each. The latest value arrives before an older one. */
export async function rating({ backend, run, random }: Scene): Promise<Chapter> {
  const machines = [0, 1, 2].map((index) => `${run}-KILN-${index}`);
  await backend.seed({
    warehouses: [warehouse],
    items: [],
    workCenters: machines.map((code) => ({ code, name: `Kiln ${code}` })),
  });
  const began = Date.now() - 3600_000;
  const reporter = new Reporter(`${run}-R`, began);
  const hoursBefore = (hours: number) => new Date(began - hours * 3600_000).toISOString();
  const amount = (value: number) => ({ value, currency: 'USD' });
  const costs = new Map<string, number>();
  for (const machine of machines) {
    const [machineRate, energyRate] = [20 + Math.floor(random() * 50), 1 + Math.floor(random() * 9)];
    const last = { machineRate: amount(machineRate), energyRate: amount(energyRate) };
    const report = (rates: object, hours: number) =>
      reporter.report('mes', 'machine-rate.reported', { machine, ...rates, validFrom: hoursBefore(hours) });
    report({ machineRate: amount(11) }, 72);
    report(last, 24);
    report({ machineRate: amount(12) }, 48);
    costs.set(machine, machineRate + energyRate);
  }
  return {
    sendings: reporter.sendings,
    async differences() {
      const findings = new Findings();
      for (const [machine, cost] of costs)
        findings.compare(`an hour of ${machine}`, await backend.hourlyCost(machine), cost);
      return findings.found;
    },
  };
}
