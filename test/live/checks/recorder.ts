import type { Programs } from '../prepare/programs';
import type { Area, Scene } from './check';
import type { Row } from './results';

/** Runs checks and keeps what came of them. */
export class Recorder {
  readonly rows: Row[] = [];

  constructor(private readonly programs: Programs, private readonly foundation: readonly string[], private readonly only?: readonly string[]) {}

  /** Runs the checks of an area; without a scene there is nothing to run them on. */
  async run<S extends Scene>(area: Area<S>, edge: { readonly name: string; readonly program: string } | undefined, scene: S | undefined): Promise<void> {
    if (this.only && !this.only.includes(area.name)) return;
    for (const check of area.checks) {
      if (edge && check.edges && !check.edges.includes(edge.name)) continue;
      const missing = [...this.foundation, ...area.needs, ...check.needs ?? [], ...edge ? [edge.program] : []].flatMap((program) => this.programs.missing[program] ?? []);
      const place = { area: area.name, check: check.title, edge: edge?.name ?? '-' };
      if (missing.length > 0 || !scene) this.add({ ...place, result: 'skipped', detail: [...new Set(missing)].join('; ') || 'what it looks at did not start' });
      else this.add({ ...place, ...await this.attempt(() => check.run(scene)) });
    }
  }

  /** Something that has to succeed for others to make sense; whether it did. */
  async step(title: string, work: () => Promise<unknown>): Promise<boolean> {
    const begin = Date.now();
    const { result, detail } = await this.attempt(async () => void await work());
    if (result === 'failed') this.add({ area: 'stack', check: `${title} starts`, edge: '-', result, detail });
    else console.error(`started ${title} in ${Math.round((Date.now() - begin) / 1000)} s`);
    return result === 'passed';
  }

  private async attempt(work: () => Promise<string | void>): Promise<Pick<Row, 'result' | 'detail' | 'seconds'>> {
    const begin = Date.now();
    const seconds = () => Math.round((Date.now() - begin) / 1000);
    try {
      return { result: 'passed', detail: await work() ?? '', seconds: seconds() };
    } catch (error) {
      return { result: 'failed', detail: error instanceof Error ? error.message : String(error), seconds: seconds() };
    }
  }

  // Said at once, too: a run takes minutes.
  private add(row: Row): void {
    this.rows.push(row);
    console.error(`${row.result.padEnd(7)} ${row.edge} ${row.area}: ${row.check}${row.seconds ? ` (${row.seconds} s)` : ''}${row.detail === '' ? '' : `\n        ${row.detail.slice(0, 2000)}`}`);
  }
}
