import type { StackTemplate, TemplateResource } from './assembly.ts';
import { type Context, conditionHolds, resolve } from './intrinsics.ts';
import { generatedName, label, type Resource } from './resource.ts';
import { emulated, type ResourceType, referencedOnly } from './resource-types.ts';

/** The resources of all stacks of a stage, with references between stacks resolved. */
export class Deployment {
  readonly stacks: StackTemplate[];
  readonly #endpoint: string;
  readonly #resources = new Map<string, Resource>();

  /** @param endpoint URL of the local services; base of queue URLs */
  constructor(stacks: StackTemplate[], endpoint: string) {
    this.stacks = stacks;
    this.#endpoint = endpoint;
    const unknown = stacks.flatMap((stack) =>
      Object.entries(stack.template.Resources)
        .filter(([, { Type }]) => !emulated[Type] && !referencedOnly[Type])
        .map(([logicalId, { Type }]) => label({ stack, logicalId, type: Type })),
    );
    if (unknown.length > 0)
      throw new Error(`cannot run these resources on this machine: ${unknown.join(', ')}`);
  }

  /** Resources of a type in all stacks, without those whose condition is false. */
  all(type: string): Resource[] {
    return this.stacks.flatMap((stack) =>
      Object.entries(stack.template.Resources)
        .filter(([, raw]) => raw.Type === type && this.#exists(stack, raw))
        .map(([logicalId]) => this.resource(stack, logicalId)),
    );
  }

  resource(stack: StackTemplate, logicalId: string): Resource {
    const key = `${stack.name}/${logicalId}`;
    const known = this.#resources.get(key);
    if (known) return known;
    const raw = stack.template.Resources[logicalId];
    if (!raw) throw new Error(`${stack.name}: there is no resource ${logicalId}`);
    const resource = this.#describe(stack, logicalId, raw);
    this.#resources.set(key, resource);
    return resource;
  }

  /** Outputs by stack name. */
  outputs(): Record<string, Record<string, unknown>> {
    return Object.fromEntries(
      this.stacks.map((stack) => [
        stack.name,
        Object.fromEntries(
          Object.entries(stack.template.Outputs ?? {}).map(([name, { Value }]) => [
            name,
            this.#value(stack, Value),
          ]),
        ),
      ]),
    );
  }

  #exists(stack: StackTemplate, raw: TemplateResource): boolean {
    return raw.Condition === undefined || conditionHolds(this.#context(stack), { Condition: raw.Condition });
  }

  #describe(stack: StackTemplate, logicalId: string, raw: TemplateResource): Resource {
    const type = typeOf(raw);
    const deployment = this;
    const given = type.named === undefined ? undefined : this.#value(stack, raw.Properties?.[type.named]);
    const generated = generatedName(stack, logicalId) + (raw.Properties?.FifoQueue ? '.fifo' : '');
    let properties: Record<string, unknown> | undefined;
    const resource: Resource = {
      stack,
      logicalId,
      type: raw.Type,
      raw,
      name: typeof given === 'string' ? given : generated,
      ref: '',
      arn: '',
      // Resolved at first use, because two resources may refer to each other's name.
      get properties() {
        properties ??= deployment.#value(stack, raw.Properties ?? {}) as Record<string, unknown>;
        return properties;
      },
    };
    const subject = { ...describeLazily(resource), endpoint: this.#endpoint };
    resource.arn = type.arn?.(subject) ?? `arn:aws:local:${stack.region}:${stack.account}:${resource.name}`;
    resource.ref = type.ref?.(subject, resource.arn) ?? resource.name;
    return resource;
  }

  #attribute(stack: StackTemplate, logicalId: string, attribute: string): unknown {
    const resource = this.resource(stack, logicalId);
    const read = typeOf(resource.raw).attributes?.[attribute];
    if (read) return read({ ...describeLazily(resource), endpoint: this.#endpoint }, resource.arn);
    if (referencedOnly[resource.type]) return `${resource.name}.${attribute}`;
    throw new Error(`${label(resource)}: attribute ${attribute} is not known here`);
  }

  #exported(name: string): unknown {
    for (const stack of this.stacks)
      for (const output of Object.values(stack.template.Outputs ?? {}))
        if (output.Export && this.#value(stack, output.Export.Name) === name)
          return this.#value(stack, output.Value);
    throw new Error(`no stack exports ${name}`);
  }

  #output(stackName: string, name: string): unknown {
    const stack = this.stacks.find((candidate) => candidate.name === stackName);
    const output = stack?.template.Outputs?.[name];
    if (!stack || !output) throw new Error(`there is no output ${name} of stack ${stackName}`);
    return this.#value(stack, output.Value);
  }

  #value(stack: StackTemplate, value: unknown): unknown {
    return resolve(this.#context(stack), value);
  }

  #context(stack: StackTemplate): Context {
    return {
      stack,
      ref: (logicalId) =>
        stack.template.Resources[logicalId] ? this.resource(stack, logicalId).ref : undefined,
      attribute: (logicalId, attribute) => this.#attribute(stack, logicalId, attribute),
      exported: (name) => this.#exported(name),
      output: (stackName, name) => this.#output(stackName, name),
    };
  }
}

const typeOf = (raw: TemplateResource): ResourceType => emulated[raw.Type] ?? referencedOnly[raw.Type] ?? {};

/** Keeps the getter. A spread would call it and resolve all properties. */
const describeLazily = (resource: Resource) =>
  ({
    stack: resource.stack,
    logicalId: resource.logicalId,
    name: resource.name,
    get properties() {
      return resource.properties;
    },
  }) satisfies Partial<Resource>;
