import type { Finding } from '../../../events/findings.ts';
import type { Element } from './tree.ts';

/** MESA's namespaces since V5, with the WBF's before it; V7 has no version in its own. */
const namespaces = /^http:\/\/www\.(?:mesa|wbf)\.org\/xml\/b2mml(?:-v0?[4-7](?:\d\d)?)?$/i;

/** None at all is what many systems send, whatever the schema says. */
export const isB2mml = (namespace: string): boolean => namespace === '' || namespaces.test(namespace);

/** `<Quantity> in line 12`: how a finding names the element it is about. */
export const named = ({ name, line }: Pick<Element, 'name' | 'line'>): string =>
  line === undefined ? name : `<${name}> in line ${line}`;

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

const everywhere = `ID Description HierarchyScope Location RequiredByRequestedSegmentResponse Any`;

const resource = `Quantity SpatialDefinition OperationalLocation StorageLocation PhysicalLocation TestSpecificationID`;

/** What each part of a performance may hold, of V4 to V7. What has no word in the mapping carries nothing to book. */
const known = {
  performance: words(`${everywhere} Version PublishedDate StartTime EndTime Endtime OperationsType
    OperationsScheduleID ProductionScheduleID PerformanceState EquipmentElementLevel
    OperationsResponse ProductionResponse`),
  response:
    words(`${everywhere} Version StartTime EndTime OperationsType OperationsRequestID ProductionRequestID
    SegmentRequirementID OperationsDefinitionID OperationsSegmentID ProductProductionRuleID ProductProductionRule
    ProductSegmentID ProcessSegmentID ResponseState SegmentResponse`),
  segment: words(`${everywhere} ProcessSegmentID ProductSegmentID OperationsType ActualStartTime ActualEndTime
    PostingDate OperationsDefinitionID OperationsSegmentID WorkResponseID JobResponseID SegmentState SegmentData
    ProductionData PersonnelActual EquipmentActual PhysicalAssetActual MaterialActual MaterialProducedActual
    MaterialConsumedActual ConsumableActual SegmentResponse`),
  material:
    words(`${everywhere} ${resource} MaterialClassID MaterialDefinitionID MaterialLotID MaterialSubLotID
    MaterialUse AssemblyType AssemblyRelationship MaterialActualProperty MaterialProducedActualProperty
    MaterialConsumedActualProperty ConsumableActualProperty`),
  personnel: words(`${everywhere} ${resource} PersonnelClassID PersonID PersonnelUse PersonnelActualProperty
    ActualStartTime ActualEndTime`),
  quantity: words('QuantityString DataType UnitOfMeasure Key Any'),
} as const;

/**
 * Findings about elements that a part should not have. One that is misspelt, or that the mapping does not know, may
 * have carried a quantity: nothing of that part is booked then. Those that the plant's profile names carry none.
 */
export const strangersIn = (
  element: Element,
  kind: keyof typeof known,
  extensions: readonly string[] = [],
): Finding[] =>
  element.children
    .filter(({ name }) => !known[kind].has(name) && !extensions.includes(name))
    .slice(0, 5)
    .map((child) => ({
      pointer: '/data',
      rule: 'unsupported-element',
      detail: `${named(child)} is not supported in ${element.name}; extensions have a namespace of their own, or are named in the plant's profile`,
    }));

/** Operations that end in Odoo's manufacturing orders; inventory, maintenance and tests have events of their own. */
export const isProduction = (operationsType: string | undefined): boolean =>
  operationsType === undefined || ['production', 'mixed', 'other'].includes(operationsType.toLowerCase());
