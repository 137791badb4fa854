import { attributesOf, hasAttribute } from './schema.ts';
import { type Check, isObject, type Template, walk } from './template.ts';

interface Reference {
  /** logical id of a resource, parameter or condition; or a pseudo parameter */
  to: string;
  attribute?: string;
  place: string;
}

const variable = /\$\{([^!}][^}]*)\}/g;

/** All that a part of a template refers to by Ref, GetAtt and Sub. */
const referencesIn = (part: unknown, place: string): Reference[] => {
  const found: Reference[] = [];
  walk(part, place, (value, at) => {
    if (!isObject(value)) return;
    if (typeof value.Ref === 'string') found.push({ to: value.Ref, place: at });
    const attribute = value['Fn::GetAtt'];
    if (Array.isArray(attribute))
      found.push({ to: String(attribute[0]), attribute: attribute.slice(1).join('.'), place: at });
    else if (typeof attribute === 'string') found.push({ ...dotted(attribute), place: at });
    const { text, own } = substitution(value['Fn::Sub']);
    for (const [, name = ''] of text.matchAll(variable))
      if (!own.includes(name)) found.push({ ...dotted(name), place: at });
  });
  return found;
};

const dotted = (name: string): { to: string; attribute?: string } => {
  const [to = '', ...rest] = name.split('.');
  return rest.length > 0 ? { to, attribute: rest.join('.') } : { to };
};

const substitution = (given: unknown): { text: string; own: string[] } => {
  if (typeof given === 'string') return { text: given, own: [] };
  if (Array.isArray(given)) return { text: String(given[0]), own: Object.keys(given[1] ?? {}) };
  return { text: '', own: [] };
};

const dependsOf = (template: Template, id: string): string[] =>
  [template.Resources[id]?.DependsOn ?? []].flat();

/** References to what is not there, parameters and conditions that nothing uses, substitutions of nothing. */
export const referenceFindings: Check = (template) => {
  const { Parameters = {}, Conditions = {}, Resources, Outputs = {}, Rules = {} } = template;
  const all = [
    ...Object.entries(Resources).flatMap(([id, { Properties }]) =>
      referencesIn(Properties, `${id}.Properties`),
    ),
    ...referencesIn(Outputs, 'Outputs'),
    ...referencesIn(Conditions, 'Conditions'),
    ...referencesIn(Rules, 'Rules'),
  ];
  const used = new Set(all.map(({ to }) => to));
  const conditionsUsed = new Set<string>();
  const substitutions: string[] = [];
  walk({ Resources, Outputs, Conditions }, 'template', (value, at) => {
    if (!isObject(value)) return;
    if (typeof value.Condition === 'string') conditionsUsed.add(value.Condition);
    const branch = value['Fn::If'];
    if (Array.isArray(branch)) conditionsUsed.add(String(branch[0]));
    const text = value['Fn::Sub'] === undefined ? undefined : substitution(value['Fn::Sub']).text;
    if (text !== undefined && !text.match(variable)) substitutions.push(`${at}: Fn::Sub has no variable`);
  });
  const missing = all.flatMap(({ to, attribute, place }) => {
    if (to.startsWith('AWS::') || (to in Parameters && attribute === undefined)) return [];
    const resource = Resources[to];
    if (!resource) return [`${place}: there is no ${to} in the template`];
    if (attribute === undefined || hasAttribute(resource.Type, attribute)) return [];
    return [
      `${place}: ${resource.Type} has no attribute ${attribute}; it has ${attributesOf(resource.Type).join(', ')}`,
    ];
  });
  return [
    ...missing,
    ...substitutions,
    ...Object.keys(Resources).flatMap((id) =>
      dependsOf(template, id)
        .filter((other) => !(other in Resources))
        .map((other) => `${id}.DependsOn: there is no resource ${other}`),
    ),
    ...Object.keys(Parameters)
      // CDK's rule about the bootstrap stack uses it.
      .filter((name) => !used.has(name) && !JSON.stringify(Rules).includes(name))
      .map((name) => `Parameters.${name}: nothing uses it`),
    ...Object.keys(Conditions)
      .filter((name) => !conditionsUsed.has(name))
      .map((name) => `Conditions.${name}: nothing uses it`),
  ];
};

/** Resources that wait for each other in a circle: CloudFormation refuses the template. */
export const circleFindings: Check = (template) => {
  const { Resources } = template;
  const waitsFor = (id: string): string[] => [
    ...dependsOf(template, id),
    ...referencesIn(Resources[id]?.Properties, id).map(({ to }) => to),
  ];
  const circles: string[] = [];
  const done = new Set<string>();
  const visit = (id: string, path: readonly string[]): void => {
    const start = path.indexOf(id);
    if (start >= 0) circles.push(`${[...path.slice(start), id].join(' waits for ')}: a circle`);
    if (start >= 0 || done.has(id)) return;
    for (const other of new Set(waitsFor(id))) if (other in Resources) visit(other, [...path, id]);
    done.add(id);
  };
  for (const id of Object.keys(Resources)) visit(id, []);
  return circles;
};
