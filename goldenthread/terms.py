"""Every IRI of the house, once: ours here, those of others from `borrowed`. A test holds ours to `ontology/`."""

from __future__ import annotations

from collections.abc import Mapping as _Mapping
from types import MappingProxyType as _Proxy
from typing import Final

from goldenthread.borrowed import *  # noqa: F403  # one place to take a term from

# Namespaces
GT: Final = "https://w3id.org/goldenthread/ns#"
GTS: Final = "https://w3id.org/goldenthread/shapes#"

# Classes
Assessment: Final = GT + "Assessment"
AssessmentClaim: Final = GT + "AssessmentClaim"
CertificationClaim: Final = GT + "CertificationClaim"
Claim: Final = GT + "Claim"
Competency: Final = GT + "Competency"
CompetencyStandard: Final = GT + "CompetencyStandard"
CompletenessStatement: Final = GT + "CompletenessStatement"
Credential: Final = GT + "Credential"
Current: Final = GT + "Current"
Curriculum: Final = GT + "Curriculum"
Dataset: Final = GT + "Dataset"
Document: Final = GT + "Document"
Domain: Final = GT + "Domain"
Draft: Final = GT + "Draft"
Expired: Final = GT + "Expired"
Finding: Final = GT + "Finding"
Framework: Final = GT + "Framework"
Gap: Final = GT + "Gap"
GapType: Final = GT + "GapType"
Goal: Final = GT + "Goal"
InForce: Final = GT + "InForce"
Indicator: Final = GT + "Indicator"
Jurisdiction: Final = GT + "Jurisdiction"
Law: Final = GT + "Law"
Level: Final = GT + "Level"
LevelScheme: Final = GT + "LevelScheme"
LinkKind: Final = GT + "LinkKind"
Mapping: Final = GT + "Mapping"
MasterPlan: Final = GT + "MasterPlan"
Module: Final = GT + "Module"
Observation: Final = GT + "Observation"
Offering: Final = GT + "Offering"
PerformanceIndicator: Final = GT + "PerformanceIndicator"
Policy: Final = GT + "Policy"
PolicyDocument: Final = GT + "PolicyDocument"
PolicyGoal: Final = GT + "PolicyGoal"
PolicyObjective: Final = GT + "PolicyObjective"
Programme: Final = GT + "Programme"
Provider: Final = GT + "Provider"
ReferenceFramework: Final = GT + "ReferenceFramework"
Region: Final = GT + "Region"
Report: Final = GT + "Report"
Requirement: Final = GT + "Requirement"
Roadmap: Final = GT + "Roadmap"
SectorPlan: Final = GT + "SectorPlan"
StatusChange: Final = GT + "StatusChange"
TargetGroup: Final = GT + "TargetGroup"
TeachingClaim: Final = GT + "TeachingClaim"
Vision: Final = GT + "Vision"

# Properties
act: Final = GT + "act"
addressesTeachers: Final = GT + "addressesTeachers"
area: Final = GT + "area"
asOf: Final = GT + "asOf"
asserter: Final = GT + "asserter"
assessedBy: Final = GT + "assessedBy"
assessedByAtLevel: Final = GT + "assessedByAtLevel"
assesses: Final = GT + "assesses"
atLevel: Final = GT + "atLevel"
awardedBy: Final = GT + "awardedBy"
baselineDate: Final = GT + "baselineDate"
baselineValue: Final = GT + "baselineValue"
basis: Final = GT + "basis"
breaksAt: Final = GT + "breaksAt"
cardinality: Final = GT + "cardinality"
certifiedBy: Final = GT + "certifiedBy"
certifiedByAtLevel: Final = GT + "certifiedByAtLevel"
certifies: Final = GT + "certifies"
closedFor: Final = GT + "closedFor"
completeFor: Final = GT + "completeFor"
confidence: Final = GT + "confidence"
conformsTo: Final = GT + "conformsTo"
contributesTo: Final = GT + "contributesTo"
count: Final = GT + "count"
country: Final = GT + "country"
credits: Final = GT + "credits"
direction: Final = GT + "direction"
dueBy: Final = GT + "dueBy"
embedding: Final = GT + "embedding"
end: Final = GT + "end"
evidence: Final = GT + "evidence"
fictional: Final = GT + "fictional"
firstSeen: Final = GT + "firstSeen"
focus: Final = GT + "focus"
forGroup: Final = GT + "forGroup"
gapObject: Final = GT + "gapObject"
gapStatus: Final = GT + "gapStatus"
gapType: Final = GT + "gapType"
hasPrerequisite: Final = GT + "hasPrerequisite"
hours: Final = GT + "hours"
implements: Final = GT + "implements"
inCountry: Final = GT + "inCountry"
inDataset: Final = GT + "inDataset"
inJurisdiction: Final = GT + "inJurisdiction"
inRegion: Final = GT + "inRegion"
informs: Final = GT + "informs"
justification: Final = GT + "justification"
kind: Final = GT + "kind"
lastSeen: Final = GT + "lastSeen"
leadsTo: Final = GT + "leadsTo"
levelScheme: Final = GT + "levelScheme"
locator: Final = GT + "locator"
mayLeadTo: Final = GT + "mayLeadTo"
measures: Final = GT + "measures"
message: Final = GT + "message"
metBy: Final = GT + "metBy"
mode: Final = GT + "mode"
modifier: Final = GT + "modifier"
need: Final = GT + "need"
notKept: Final = GT + "notKept"
object: Final = GT + "object"
of: Final = GT + "of"
ofCompetency: Final = GT + "ofCompetency"
ofIndicator: Final = GT + "ofIndicator"
ofModule: Final = GT + "ofModule"
operationalises: Final = GT + "operationalises"
partOfCurriculum: Final = GT + "partOfCurriculum"
partOfPlan: Final = GT + "partOfPlan"
perhapsMetBy: Final = GT + "perhapsMetBy"
periodicity: Final = GT + "periodicity"
phase: Final = GT + "phase"
predicate: Final = GT + "predicate"
prerequisiteOf: Final = GT + "prerequisiteOf"
providedBy: Final = GT + "providedBy"
rank: Final = GT + "rank"
realises: Final = GT + "realises"
reference: Final = GT + "reference"
remedy: Final = GT + "remedy"
requires: Final = GT + "requires"
restsOn: Final = GT + "restsOn"
resultLevel: Final = GT + "resultLevel"
reviewDate: Final = GT + "reviewDate"
reviewer: Final = GT + "reviewer"
sameLevelAs: Final = GT + "sameLevelAs"
scope: Final = GT + "scope"
sequence: Final = GT + "sequence"
serves: Final = GT + "serves"
sets: Final = GT + "sets"
severity: Final = GT + "severity"
stage: Final = GT + "stage"
start: Final = GT + "start"
statedIn: Final = GT + "statedIn"
status: Final = GT + "status"
structureStatus: Final = GT + "structureStatus"
subject: Final = GT + "subject"
targetDate: Final = GT + "targetDate"
targetValue: Final = GT + "targetValue"
taughtBy: Final = GT + "taughtBy"
teaches: Final = GT + "teaches"
threadGap: Final = GT + "threadGap"
threadStatus: Final = GT + "threadStatus"
tier: Final = GT + "tier"
trainerLevel: Final = GT + "trainerLevel"
trainers: Final = GT + "trainers"
unit: Final = GT + "unit"
validUntil: Final = GT + "validUntil"
value: Final = GT + "value"
verification: Final = GT + "verification"
version: Final = GT + "version"
weight: Final = GT + "weight"
whyItMatters: Final = GT + "whyItMatters"

# Link kinds that are not properties as well
indicators: Final = GT + "indicators"
mapped: Final = GT + "mapped"
observations: Final = GT + "observations"
offered: Final = GT + "offered"
replaces: Final = GT + "replaces"

# Graphs, beside one for each dataset
GRAPH_catalogue: Final = GT + "catalogue"
GRAPH_report: Final = GT + "report"
GRAPH_view: Final = GT + "view"
GRAPH_vocabulary: Final = GT + "vocabulary"

# What a completeness statement can be about, by the name the workbook uses
LINK_KINDS: Final[_Mapping[str, str]] = _Proxy(
    {
        name.removeprefix(GT): name
        for name in (
            assesses,
            certifies,
            implements,
            indicators,
            informs,
            mapped,
            measures,
            observations,
            offered,
            operationalises,
            realises,
            replaces,
            requires,
            teaches,
            trainers,
        )
    }
)
