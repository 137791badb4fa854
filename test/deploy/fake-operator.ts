import type { CommandAnswer } from '../../lambdas/operations/commands.ts';
import type { CodeMappingLine } from '../../lambdas/posting/code-mapping/code-mapping.ts';

/** The operate function, as far as the commands of deployment use it: the code mapping, and the list of waiting events. */
export class FakeOperator {
  readonly codes = new Map<string, string>();
  imports = 0;
  queues: { plant: string; state: string; reason?: string }[] = [];
  waiting: Record<string, string[]> = {};
  readonly asked: string[] = [];
  /** what the gateway says when it cannot read from Odoo */
  odooFails: string | undefined;

  readonly answer = async (command: Record<string, unknown>): Promise<CommandAnswer> => {
    this.asked.push(String(command.command));
    if (command.command === 'restored-documents')
      return this.odooFails ? { ok: false, said: this.odooFails } : { ok: true, said: 'read', result: {} };
    const lines = (command.lines ?? []) as CodeMappingLine[];
    const keyOf = ({ plant, kind, code }: CodeMappingLine) => `${plant} ${kind} ${code}`;
    if (command.command === 'crosswalk-compare')
      return {
        ok: true,
        said: 'compared',
        result: lines.map((line) => {
          const known = this.codes.get(keyOf(line));
          if (known === undefined) return { change: 'added' };
          return known === line.odooCode ? { change: 'unchanged' } : { change: 'changed', was: known };
        }),
      };
    if (command.command === 'crosswalk-import') {
      this.imports += 1;
      for (const line of lines) this.codes.set(keyOf(line), line.odooCode);
      return { ok: true, said: 'imported' };
    }
    if (command.command === 'lanes') return { ok: true, said: 'queues', result: this.queues };
    if (command.command === 'list')
      return {
        ok: true,
        said: 'listed',
        result: (this.waiting[String(command.plant)] ?? []).map((status) => ({ status })),
      };
    return { ok: false, said: `no command ${command.command}` };
  };
}
