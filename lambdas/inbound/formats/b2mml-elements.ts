import type { Finding } from '../../../events/findings.ts';
import type { Element } from './tree.ts';

/** Namespaces of B2MML: MESA's since V5, the WBF's before. V7's namespace has no version. */
const namespaces = /^http:\/\/www\.(?:mesa|wbf)\.org\/xml\/b2mml(?:-v0?[4-7](?:\d\d)?)?$/i;

/** True for a namespace of B2MML, and for none: many systems send none, although the schema requires it. */
export const isB2mml = (namespace: string): boolean => namespace === '' || namespaces.test(namespace);

/** Name of an element in a finding, such as `<Quantity> in line 12`. */
export const named = ({ name, line }: Pick<Element, 'name' | 'line'>): string =>
  line === undefined ? name : `<${name}> in line ${line}`;

const namesIn = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

const anywhere = `ID Description HierarchyScope Location RequiredByRequestedSegmentResponse Any`;

const resource = `Quantity SpatialDefinition OperationalLocation StorageLocation PhysicalLocation TestSpecificationID`;

/**
 * Elements that each part of a performance may contain in V4 to V7. Those that the mapping does not read carry nothing
 * to book.
 */
const allowed = {
  performance: namesIn(`${anywhere} Version PublishedDate StartTime EndTime Endtime OperationsType
    OperationsScheduleID ProductionScheduleID PerformanceState EquipmentElementLevel
    OperationsResponse ProductionResponse`),
  response:
    namesIn(`${anywhere} Version StartTime EndTime OperationsType OperationsRequestID ProductionRequestID
    SegmentRequirementID OperationsDefinitionID OperationsSegmentID ProductProductionRuleID ProductProductionRule
    ProductSegmentID ProcessSegmentID ResponseState SegmentResponse`),
  segment: namesIn(`${anywhere} ProcessSegmentID ProductSegmentID OperationsType ActualStartTime ActualEndTime
    PostingDate OperationsDefinitionID OperationsSegmentID WorkResponseID JobResponseID SegmentState SegmentData
    ProductionData PersonnelActual EquipmentActual PhysicalAssetActual MaterialActual MaterialProducedActual
    MaterialConsumedActual ConsumableActual SegmentResponse`),
  material:
    namesIn(`${anywhere} ${resource} MaterialClassID MaterialDefinitionID MaterialLotID MaterialSubLotID
    MaterialUse AssemblyType AssemblyRelationship MaterialActualProperty MaterialProducedActualProperty
    MaterialConsumedActualProperty ConsumableActualProperty`),
  personnel: namesIn(`${anywhere} ${resource} PersonnelClassID PersonID PersonnelUse PersonnelActualProperty
    ActualStartTime ActualEndTime`),
  quantity: namesIn('QuantityString DataType UnitOfMeasure Key Any'),
} as const;

/**
 * Findings about unknown elements of a part. A misspelt or unknown element may carry a quantity, so nothing of that
 * part is booked. `extensions` are elements that the plant's profile declares to carry none.
 */
export const unknownElements = (
  element: Element,
  part: keyof typeof allowed,
  extensions: readonly string[] = [],
): Finding[] =>
  element.children
    .filter(({ name }) => !allowed[part].has(name) && !extensions.includes(name))
    .slice(0, 5)
    .map((child) => ({
      pointer: '/data',
      rule: 'unsupported-element',
      detail: `${named(child)} is not supported in ${element.name}; extensions have a namespace of their own, or are named in the plant's profile`,
    }));

/**
 * True for operations that are booked on Odoo's manufacturing orders. Inventory, maintenance and tests have their own
 * events.
 */
export const isProduction = (operationsType: string | undefined): boolean =>
  operationsType === undefined || ['production', 'mixed', 'other'].includes(operationsType.toLowerCase());
