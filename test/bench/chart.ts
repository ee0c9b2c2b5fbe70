import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Escapes text of a manifest that Helm would evaluate as a template. */
const plain = (text: string): string => text.replace(/\{\{|\}\}/g, (braces) => `{{ "${braces}" }}`);

/**
 * Writes a chart that renders as many objects as a program with one sign-on and many applications: the objects of the
 * sign-on once, and the objects of an application once for each application.
 * @param folder where the chart is written
 * @param manifests files of a program with one application, `app-0`
 * @param count number of applications
 */
export function writeChart(folder: string, manifests: readonly string[], count: number): string {
  const objects = manifests.flatMap((file) => readFileSync(file, 'utf8').split(/^---\n/m));
  const ofApplication = objects.filter((object) => /^  name: .*app-0/m.test(object));
  const others = objects.filter((object) => !ofApplication.includes(object));
  const repeated = ofApplication.map((object) => plain(object).replace(/app-0/g, 'app-{{ $index }}'));
  const range = ['{{- range $index := until (int .Values.count) }}', ...repeated, '{{- end }}'].join('\n---\n');
  mkdirSync(path.join(folder, 'templates'), { recursive: true });
  writeFileSync(path.join(folder, 'Chart.yaml'), 'apiVersion: v2\nname: bench\nversion: 1.0.0\n');
  writeFileSync(path.join(folder, 'values.yaml'), `count: ${count}\n`);
  writeFileSync(path.join(folder, 'templates', 'applications.yaml'), range);
  writeFileSync(path.join(folder, 'templates', 'sign-on.yaml'), others.map(plain).join('\n---\n'));
  return folder;
}

/** Number of objects that the chart renders. */
export function objectsOfChart(folder: string, count: number): number {
  const kinds = (file: string) =>
    (readFileSync(path.join(folder, 'templates', file), 'utf8').match(/^kind:/gm) ?? []).length;
  return kinds('sign-on.yaml') + count * kinds('applications.yaml');
}
