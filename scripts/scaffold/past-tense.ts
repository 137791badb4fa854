/** Past participles that do not end in -ed, or end in -eed. Add the one that is missing. */
const irregular = new Set(
  `agreed begun bought broken brought built cut drawn driven fed found freed given held kept left lent lost made met paid put read run sent
  set shown shut sold spent split taken told thrown torn won worn written`.split(/\s+/),
);

/** Words that end in -ed and are no past tense. */
const others = new Set(['bed', 'embed', 'hundred', 'red', 'shed']);

/** True for a name such as `machine.state-changed`: its last word says what has happened. */
export const isPastTense = (name: string): boolean => {
  const last = name.split(/[.-]/).at(-1) ?? '';
  return irregular.has(last) || (/[a-z]ed$/.test(last) && !/eed$/.test(last) && !others.has(last));
};

/** Why a name is not good for an event or a message; undefined when it is. */
export const wrongName = (name: string): string | undefined => {
  const word = '[a-z]+(-[a-z]+)*';
  if (!new RegExp(`^${word}\\.${word}$`).test(name))
    return `"${name}": the name must be <noun>.<past-tense> in lower case, such as tank.filled`;
  if (!isPastTense(name))
    return `"${name}": the name must end in the past tense, such as tank.filled: an event says what has happened. An irregular verb is added to scripts/scaffold/past-tense.ts`;
  return undefined;
};
