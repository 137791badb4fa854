import type { CrosswalkKind } from '../../events/crosswalk-kinds.ts';
import { codeKey } from '../../lambdas/crosswalk/entries.ts';
import { type Crosswalk, crosswalkOf } from '../../lambdas/post/crosswalk.ts';

/** A crosswalk that lists these codes, by kind. */
export const crosswalkWith = (
  listed: Partial<Record<CrosswalkKind, Readonly<Record<string, string>>>>,
): Crosswalk =>
  crosswalkOf(
    new Map(
      Object.entries(listed).flatMap(([kind, codes]) =>
        Object.entries(codes).map(
          ([code, odooCode]) => [codeKey({ kind: kind as CrosswalkKind, code }), odooCode] as const,
        ),
      ),
    ),
  );
