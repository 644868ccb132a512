/**
 * Facts about the messages that an API server stores. Made by scripts/generate-kube.ts; do not edit.
 *
 * Read from the published Go types of the modules
 *   k8s.io/api k8s.io/apimachinery k8s.io/apiextensions-apiserver k8s.io/kube-aggregator
 * in the releases
 *   v0.16.15 v0.17.17 v0.18.19 v0.19.16 v0.20.15 v0.21.14 v0.22.17 v0.23.17 v0.24.17 v0.25.16 v0.26.15
 *   v0.27.16 v0.28.15 v0.29.15 v0.30.14 v0.31.0 v0.32.13 v0.33.13 v0.34.13 v0.35.10 v0.36.6 v0.37.2
 * One table serves them all: in none of them was a number used again for something else. How empty values
 * are printed is taken from v0.26.15.
 *
 * One message to a line: its name, then its fields in the order of their numbers, with commas between.
 * A field is `[number]name type[flags]`; without a number it has the one after the field before it.
 * Types: s string, i int32, l int64, b bool, y bytes, d double, otherwise a message, of the same package
 * where none is named; `[` before a type makes it a list, `{` a map with string keys.
 * Flags: * a pointer, ? left out when empty (omitempty), ~ its fields stand in the message itself (inline).
 * `Name=package`: the line reads as that of the same message in that package.
 */

/** The versions of Kubernetes whose kinds are here. */
export const kubernetesVersions = '1.16 to 1.37';

/** The package of an API group, without its version. */
export const groupPackages: Readonly<Record<string, string>> = {
  '': 'core',
  'admission.k8s.io': 'admission',
  'admissionregistration.k8s.io': 'admissionregistration',
  'apidiscovery.k8s.io': 'apidiscovery',
  'apiextensions.k8s.io': 'apiextensions',
  'apiregistration.k8s.io': 'apiregistration',
  apps: 'apps',
  'auditregistration.k8s.io': 'auditregistration',
  'authentication.k8s.io': 'authentication',
  'authorization.k8s.io': 'authorization',
  autoscaling: 'autoscaling',
  batch: 'batch',
  'certificates.k8s.io': 'certificates',
  'coordination.k8s.io': 'coordination',
  'discovery.k8s.io': 'discovery',
  'events.k8s.io': 'events',
  extensions: 'extensions',
  'flowcontrol.apiserver.k8s.io': 'flowcontrol',
  'imagepolicy.k8s.io': 'imagepolicy',
  'internal.apiserver.k8s.io': 'apiserverinternal',
  'lifecycle.k8s.io': 'lifecycle',
  'meta.k8s.io': 'meta',
  'networking.k8s.io': 'networking',
  'node.k8s.io': 'node',
  policy: 'policy',
  'rbac.authorization.k8s.io': 'rbac',
  'resource.k8s.io': 'resource',
  'scheduling.k8s.io': 'scheduling',
  'settings.k8s.io': 'settings',
  'storage.k8s.io': 'storage',
  'storagemigration.k8s.io': 'storagemigration',
};

/** The messages of each package. */
export const packageFacts: Readonly<Record<string, string>> = {
  'admission.v1': `
AdmissionRequest uid s,kind meta.v1/GroupVersionKind,resource meta.v1/GroupVersionResource,subResource s?,name s?,namespace s?,operation s,userInfo authentication.v1/UserInfo,object runtime/RawExtension?,oldObject runtime/RawExtension?,dryRun b*?,options runtime/RawExtension?,requestKind meta.v1/GroupVersionKind*?,requestResource meta.v1/GroupVersionResource*?,requestSubResource s?
AdmissionResponse uid s,allowed b,status meta.v1/Status*?,patch y?,patchType s*?,auditAnnotations {s?,warnings [s?
AdmissionReview request AdmissionRequest*?,response AdmissionResponse*?
`,
  'admission.v1beta1': `
AdmissionRequest=admission.v1
AdmissionResponse=admission.v1
AdmissionReview=admission.v1
`,
  'admissionregistration.v1': `
ApplyConfiguration expression s?
AuditAnnotation key s,valueExpression s
ExpressionWarning 2fieldRef s,warning s
JSONPatch expression s?
MatchCondition name s,expression s
MatchResources namespaceSelector meta.v1/LabelSelector*?,objectSelector meta.v1/LabelSelector*?,resourceRules [NamedRuleWithOperations?,excludeResourceRules [NamedRuleWithOperations?,7matchPolicy s*?
MutatingAdmissionPolicy metadata meta.v1/ObjectMeta?,spec MutatingAdmissionPolicySpec?
MutatingAdmissionPolicyBinding metadata meta.v1/ObjectMeta?,spec MutatingAdmissionPolicyBindingSpec?
MutatingAdmissionPolicyBindingList metadata meta.v1/ListMeta?,items [MutatingAdmissionPolicyBinding
MutatingAdmissionPolicyBindingSpec policyName s?,paramRef ParamRef*?,matchResources MatchResources*?
MutatingAdmissionPolicyList metadata meta.v1/ListMeta?,items [MutatingAdmissionPolicy
MutatingAdmissionPolicySpec paramKind ParamKind*?,matchConstraints MatchResources*?,variables [Variable?,mutations [Mutation?,failurePolicy s*?,matchConditions [MatchCondition?,reinvocationPolicy s?
MutatingWebhook name s,clientConfig WebhookClientConfig,rules [RuleWithOperations?,failurePolicy s*?,namespaceSelector meta.v1/LabelSelector*?,sideEffects s*,timeoutSeconds i*?,admissionReviewVersions [s,matchPolicy s*?,reinvocationPolicy s*?,objectSelector meta.v1/LabelSelector*?,matchConditions [MatchCondition?
MutatingWebhookConfiguration metadata meta.v1/ObjectMeta?,webhooks [MutatingWebhook?
MutatingWebhookConfigurationList metadata meta.v1/ListMeta?,items [MutatingWebhookConfiguration
Mutation 2patchType s,applyConfiguration ApplyConfiguration*?,jsonPatch JSONPatch*?
NamedRuleWithOperations resourceNames [s?,ruleWithOperations RuleWithOperations~
ParamKind apiVersion s?,kind s?
ParamRef name s?,namespace s?,selector meta.v1/LabelSelector*?,parameterNotFoundAction s*?
Rule apiGroups [s?,apiVersions [s?,resources [s?,scope s*?
RuleWithOperations operations [s?,rule Rule~
ServiceReference namespace s,name s,path s*?,port i*?
TypeChecking expressionWarnings [ExpressionWarning?
ValidatingAdmissionPolicy metadata meta.v1/ObjectMeta?,spec ValidatingAdmissionPolicySpec?,status ValidatingAdmissionPolicyStatus?
ValidatingAdmissionPolicyBinding metadata meta.v1/ObjectMeta?,spec ValidatingAdmissionPolicyBindingSpec?
ValidatingAdmissionPolicyBindingList metadata meta.v1/ListMeta?,items [ValidatingAdmissionPolicyBinding
ValidatingAdmissionPolicyBindingSpec policyName s?,paramRef ParamRef*?,matchResources MatchResources*?,validationActions [s?
ValidatingAdmissionPolicyList metadata meta.v1/ListMeta?,items [ValidatingAdmissionPolicy
ValidatingAdmissionPolicySpec paramKind ParamKind*?,matchConstraints MatchResources*?,validations [Validation?,failurePolicy s*?,auditAnnotations [AuditAnnotation?,matchConditions [MatchCondition?,variables [Variable?
ValidatingAdmissionPolicyStatus observedGeneration l?,typeChecking TypeChecking*?,conditions [meta.v1/Condition?
ValidatingWebhook name s,clientConfig WebhookClientConfig,rules [RuleWithOperations?,failurePolicy s*?,namespaceSelector meta.v1/LabelSelector*?,sideEffects s*,timeoutSeconds i*?,admissionReviewVersions [s,matchPolicy s*?,objectSelector meta.v1/LabelSelector*?,matchConditions [MatchCondition?
ValidatingWebhookConfiguration metadata meta.v1/ObjectMeta?,webhooks [ValidatingWebhook?
ValidatingWebhookConfigurationList metadata meta.v1/ListMeta?,items [ValidatingWebhookConfiguration
Validation expression s,message s?,reason s*?,messageExpression s?
Variable name s,expression s
WebhookClientConfig service ServiceReference*?,caBundle y?,url s*?
`,
  'admissionregistration.v1alpha1': `
ApplyConfiguration expression s?
AuditAnnotation key s,valueExpression s
ExpressionWarning 2fieldRef s,warning s
JSONPatch expression s?
MatchCondition name s,expression s
MatchResources=admissionregistration.v1
MutatingAdmissionPolicy=admissionregistration.v1
MutatingAdmissionPolicyBinding=admissionregistration.v1
MutatingAdmissionPolicyBindingList=admissionregistration.v1
MutatingAdmissionPolicyBindingSpec=admissionregistration.v1
MutatingAdmissionPolicyList=admissionregistration.v1
MutatingAdmissionPolicySpec=admissionregistration.v1
Mutation=admissionregistration.v1
NamedRuleWithOperations resourceNames [s?,ruleWithOperations admissionregistration.v1/RuleWithOperations~
ParamKind apiVersion s?,kind s?
ParamRef=admissionregistration.v1
TypeChecking=admissionregistration.v1
ValidatingAdmissionPolicy=admissionregistration.v1
ValidatingAdmissionPolicyBinding=admissionregistration.v1
ValidatingAdmissionPolicyBindingList metadata meta.v1/ListMeta?,items [ValidatingAdmissionPolicyBinding?
ValidatingAdmissionPolicyBindingSpec=admissionregistration.v1
ValidatingAdmissionPolicyList metadata meta.v1/ListMeta?,items [ValidatingAdmissionPolicy?
ValidatingAdmissionPolicySpec paramKind ParamKind*?,matchConstraints MatchResources*?,validations [Validation,failurePolicy s*?,auditAnnotations [AuditAnnotation?,matchConditions [MatchCondition?,variables [Variable?
ValidatingAdmissionPolicyStatus=admissionregistration.v1
Validation=admissionregistration.v1
Variable name s,expression s
`,
  'admissionregistration.v1beta1': `
ApplyConfiguration expression s?
AuditAnnotation key s,valueExpression s
ExpressionWarning 2fieldRef s,warning s
JSONPatch expression s?
MatchCondition name s,expression s
MatchResources=admissionregistration.v1
MutatingAdmissionPolicy=admissionregistration.v1
MutatingAdmissionPolicyBinding=admissionregistration.v1
MutatingAdmissionPolicyBindingList=admissionregistration.v1
MutatingAdmissionPolicyBindingSpec=admissionregistration.v1
MutatingAdmissionPolicyList=admissionregistration.v1
MutatingAdmissionPolicySpec=admissionregistration.v1
MutatingWebhook name s,clientConfig WebhookClientConfig,rules [admissionregistration.v1/RuleWithOperations?,failurePolicy s*?,namespaceSelector meta.v1/LabelSelector*?,sideEffects s*?,timeoutSeconds i*?,admissionReviewVersions [s?,matchPolicy s*?,reinvocationPolicy s*?,objectSelector meta.v1/LabelSelector*?,matchConditions [MatchCondition?
MutatingWebhookConfiguration=admissionregistration.v1
MutatingWebhookConfigurationList=admissionregistration.v1
Mutation=admissionregistration.v1
NamedRuleWithOperations=admissionregistration.v1alpha1
ParamKind apiVersion s?,kind s?
ParamRef=admissionregistration.v1
Rule=admissionregistration.v1
RuleWithOperations=admissionregistration.v1
ServiceReference=admissionregistration.v1
TypeChecking=admissionregistration.v1
ValidatingAdmissionPolicy=admissionregistration.v1
ValidatingAdmissionPolicyBinding=admissionregistration.v1
ValidatingAdmissionPolicyBindingList=admissionregistration.v1
ValidatingAdmissionPolicyBindingSpec=admissionregistration.v1
ValidatingAdmissionPolicyList=admissionregistration.v1
ValidatingAdmissionPolicySpec=admissionregistration.v1
ValidatingAdmissionPolicyStatus=admissionregistration.v1
ValidatingWebhook name s,clientConfig WebhookClientConfig,rules [admissionregistration.v1/RuleWithOperations?,failurePolicy s*?,namespaceSelector meta.v1/LabelSelector*?,sideEffects s*?,timeoutSeconds i*?,admissionReviewVersions [s?,matchPolicy s*?,objectSelector meta.v1/LabelSelector*?,matchConditions [MatchCondition?
ValidatingWebhookConfiguration=admissionregistration.v1
ValidatingWebhookConfigurationList=admissionregistration.v1
Validation=admissionregistration.v1
Variable name s,expression s
WebhookClientConfig=admissionregistration.v1
`,
  'apidiscovery.v2': `
APIGroupDiscovery metadata meta.v1/ObjectMeta?,versions [APIVersionDiscovery?
APIGroupDiscoveryList metadata meta.v1/ListMeta?,items [APIGroupDiscovery
APIResourceDiscovery resource s,responseKind meta.v1/GroupVersionKind*?,scope s,singularResource s,verbs [s,shortNames [s?,categories [s?,subresources [APISubresourceDiscovery?
APISubresourceDiscovery subresource s,responseKind meta.v1/GroupVersionKind*?,acceptedTypes [meta.v1/GroupVersionKind?,verbs [s
APIVersionDiscovery version s,resources [APIResourceDiscovery?,freshness s?
`,
  'apidiscovery.v2beta1': `
APIGroupDiscovery=apidiscovery.v2
APIGroupDiscoveryList=apidiscovery.v2
APIResourceDiscovery=apidiscovery.v2
APISubresourceDiscovery=apidiscovery.v2
APIVersionDiscovery=apidiscovery.v2
`,
  'apiextensions.v1': `
ConversionRequest uid s,desiredAPIVersion s,objects [runtime/RawExtension
ConversionResponse uid s,convertedObjects [runtime/RawExtension,result meta.v1/Status
ConversionReview request ConversionRequest*?,response ConversionResponse*?
CustomResourceColumnDefinition name s,type s,format s?,description s?,priority i?,jsonPath s
CustomResourceConversion strategy s,webhook WebhookConversion*?
CustomResourceDefinition metadata meta.v1/ObjectMeta?,spec CustomResourceDefinitionSpec,status CustomResourceDefinitionStatus?
CustomResourceDefinitionCondition type s,status s,lastTransitionTime meta.v1/Time?,reason s?,message s?,observedGeneration l?
CustomResourceDefinitionList metadata meta.v1/ListMeta?,items [CustomResourceDefinition
CustomResourceDefinitionNames plural s,singular s?,shortNames [s?,kind s,listKind s?,categories [s?
CustomResourceDefinitionSpec group s,3names CustomResourceDefinitionNames,scope s,7versions [CustomResourceDefinitionVersion,9conversion CustomResourceConversion*?,preserveUnknownFields b?
CustomResourceDefinitionStatus conditions [CustomResourceDefinitionCondition,acceptedNames CustomResourceDefinitionNames,storedVersions [s,observedGeneration l?
CustomResourceDefinitionVersion name s,served b,storage b,schema CustomResourceValidation*?,subresources CustomResourceSubresources*?,additionalPrinterColumns [CustomResourceColumnDefinition?,deprecated b?,deprecationWarning s*?,selectableFields [SelectableField?
CustomResourceSubresourceScale specReplicasPath s,statusReplicasPath s,labelSelectorPath s*?
CustomResourceSubresourceStatus 
CustomResourceSubresources status CustomResourceSubresourceStatus*?,scale CustomResourceSubresourceScale*?
CustomResourceValidation openAPIV3Schema JSONSchemaProps*?
ExternalDocumentation description s?,url s?
JSONSchemaProps id s?,$schema s?,$ref s*?,description s?,type s?,format s?,title s?,default JSON*?,maximum d*?,exclusiveMaximum b?,minimum d*?,exclusiveMinimum b?,maxLength l*?,minLength l*?,pattern s?,maxItems l*?,minItems l*?,uniqueItems b?,multipleOf d*?,enum [JSON?,maxProperties l*?,minProperties l*?,required [s?,items JSONSchemaPropsOrArray*?,allOf [JSONSchemaProps?,oneOf [JSONSchemaProps?,anyOf [JSONSchemaProps?,not JSONSchemaProps*?,properties {JSONSchemaProps?,additionalProperties JSONSchemaPropsOrBool*?,patternProperties {JSONSchemaProps?,dependencies {JSONSchemaPropsOrStringArray?,additionalItems JSONSchemaPropsOrBool*?,definitions {JSONSchemaProps?,externalDocs ExternalDocumentation*?,example JSON*?,nullable b?,x-kubernetes-preserve-unknown-fields b*?,x-kubernetes-embedded-resource b?,x-kubernetes-int-or-string b?,x-kubernetes-list-map-keys [s?,x-kubernetes-list-type s*?,x-kubernetes-map-type s*?,x-kubernetes-validations [ValidationRule?
SelectableField jsonPath s
ServiceReference=admissionregistration.v1
ValidationRule rule s,message s?,messageExpression s?,reason s*?,fieldPath s?,optionalOldSelf b*?
WebhookClientConfig=admissionregistration.v1
WebhookConversion 2clientConfig WebhookClientConfig*?,conversionReviewVersions [s
`,
  'apiextensions.v1beta1': `
ConversionRequest=apiextensions.v1
ConversionResponse=apiextensions.v1
ConversionReview=apiextensions.v1
CustomResourceColumnDefinition name s,type s,format s?,description s?,priority i?,JSONPath s
CustomResourceConversion strategy s,webhookClientConfig WebhookClientConfig*?,conversionReviewVersions [s?
CustomResourceDefinition=apiextensions.v1
CustomResourceDefinitionCondition=apiextensions.v1
CustomResourceDefinitionList=apiextensions.v1
CustomResourceDefinitionNames=apiextensions.v1
CustomResourceDefinitionSpec group s,version s?,names CustomResourceDefinitionNames,scope s,validation CustomResourceValidation*?,subresources CustomResourceSubresources*?,versions [CustomResourceDefinitionVersion?,additionalPrinterColumns [CustomResourceColumnDefinition?,conversion CustomResourceConversion*?,preserveUnknownFields b*?,selectableFields [SelectableField?
CustomResourceDefinitionStatus=apiextensions.v1
CustomResourceDefinitionVersion=apiextensions.v1
CustomResourceSubresourceScale=apiextensions.v1
CustomResourceSubresourceStatus 
CustomResourceSubresources=apiextensions.v1
CustomResourceValidation=apiextensions.v1
ExternalDocumentation=apiextensions.v1
JSONSchemaProps=apiextensions.v1
SelectableField jsonPath s
ServiceReference=admissionregistration.v1
ValidationRule=apiextensions.v1
WebhookClientConfig=admissionregistration.v1
`,
  'apiregistration.v1': `
APIService metadata meta.v1/ObjectMeta?,spec APIServiceSpec?,status APIServiceStatus?
APIServiceCondition type s,status s,lastTransitionTime meta.v1/Time?,reason s?,message s?
APIServiceList metadata meta.v1/ListMeta?,items [APIService
APIServiceSpec service ServiceReference*?,group s?,version s?,insecureSkipTLSVerify b?,caBundle y?,7groupPriorityMinimum i,versionPriority i
APIServiceStatus conditions [APIServiceCondition?
ServiceReference namespace s?,name s?,port i*?
`,
  'apiregistration.v1beta1': `
APIService=apiregistration.v1
APIServiceCondition=apiregistration.v1
APIServiceList=apiregistration.v1
APIServiceSpec=apiregistration.v1
APIServiceStatus=apiregistration.v1
ServiceReference=apiregistration.v1
`,
  'apiserverinternal.v1alpha1': `
ServerStorageVersion apiServerID s?,encodingVersion s?,decodableVersions [s?,servedVersions [s?
StorageVersion metadata meta.v1/ObjectMeta?,spec StorageVersionSpec,status StorageVersionStatus
StorageVersionCondition type s,status s,observedGeneration l?,lastTransitionTime meta.v1/Time?,reason s,message s?
StorageVersionList metadata meta.v1/ListMeta?,items [StorageVersion
StorageVersionSpec 
StorageVersionStatus storageVersions [ServerStorageVersion?,commonEncodingVersion s*?,conditions [StorageVersionCondition?
`,
  'apps.v1': `
ControllerRevision metadata meta.v1/ObjectMeta?,data runtime/RawExtension?,revision l
ControllerRevisionList metadata meta.v1/ListMeta?,items [ControllerRevision
DaemonSet metadata meta.v1/ObjectMeta?,spec DaemonSetSpec?,status DaemonSetStatus?
DaemonSetCondition type s,status s,lastTransitionTime meta.v1/Time?,reason s?,message s?
DaemonSetList metadata meta.v1/ListMeta?,items [DaemonSet
DaemonSetSpec selector meta.v1/LabelSelector*,template core.v1/PodTemplateSpec,updateStrategy DaemonSetUpdateStrategy?,minReadySeconds i?,6revisionHistoryLimit i*?
DaemonSetStatus currentNumberScheduled i,numberMisscheduled i,desiredNumberScheduled i,numberReady i,observedGeneration l?,updatedNumberScheduled i?,numberAvailable i?,numberUnavailable i?,collisionCount i*?,conditions [DaemonSetCondition?
DaemonSetUpdateStrategy type s?,rollingUpdate RollingUpdateDaemonSet*?
Deployment metadata meta.v1/ObjectMeta?,spec DeploymentSpec?,status DeploymentStatus?
DeploymentCondition type s,status s,4reason s?,message s?,lastUpdateTime meta.v1/Time?,lastTransitionTime meta.v1/Time?
DeploymentList metadata meta.v1/ListMeta?,items [Deployment
DeploymentSpec replicas i*?,selector meta.v1/LabelSelector*,template core.v1/PodTemplateSpec,strategy DeploymentStrategy?,minReadySeconds i?,revisionHistoryLimit i*?,paused b?,9progressDeadlineSeconds i*?
DeploymentStatus observedGeneration l?,replicas i?,updatedReplicas i?,availableReplicas i?,unavailableReplicas i?,conditions [DeploymentCondition?,readyReplicas i?,collisionCount i*?,terminatingReplicas i*?
DeploymentStrategy type s?,rollingUpdate RollingUpdateDeployment*?
ReplicaSet metadata meta.v1/ObjectMeta?,spec ReplicaSetSpec?,status ReplicaSetStatus?
ReplicaSetCondition type s,status s,lastTransitionTime meta.v1/Time?,reason s?,message s?
ReplicaSetList metadata meta.v1/ListMeta?,items [ReplicaSet
ReplicaSetSpec replicas i*?,selector meta.v1/LabelSelector*,template core.v1/PodTemplateSpec?,minReadySeconds i?
ReplicaSetStatus replicas i,fullyLabeledReplicas i?,observedGeneration l?,readyReplicas i?,availableReplicas i?,conditions [ReplicaSetCondition?,terminatingReplicas i*?
RollingUpdateDaemonSet maxUnavailable intstr/IntOrString*?,maxSurge intstr/IntOrString*?
RollingUpdateDeployment maxUnavailable intstr/IntOrString*?,maxSurge intstr/IntOrString*?
RollingUpdateStatefulSetStrategy partition i*?,maxUnavailable intstr/IntOrString*?
StatefulSet metadata meta.v1/ObjectMeta?,spec StatefulSetSpec?,status StatefulSetStatus?
StatefulSetCondition type s,status s,lastTransitionTime meta.v1/Time?,reason s?,message s?
StatefulSetList metadata meta.v1/ListMeta?,items [StatefulSet
StatefulSetOrdinals start i
StatefulSetPersistentVolumeClaimRetentionPolicy whenDeleted s?,whenScaled s?
StatefulSetSpec replicas i*?,selector meta.v1/LabelSelector*,template core.v1/PodTemplateSpec,volumeClaimTemplates [core.v1/PersistentVolumeClaim?,serviceName s,podManagementPolicy s?,updateStrategy StatefulSetUpdateStrategy?,revisionHistoryLimit i*?,minReadySeconds i?,persistentVolumeClaimRetentionPolicy StatefulSetPersistentVolumeClaimRetentionPolicy*?,ordinals StatefulSetOrdinals*?
StatefulSetStatus observedGeneration l?,replicas i,readyReplicas i?,currentReplicas i?,updatedReplicas i?,currentRevision s?,updateRevision s?,9collisionCount i*?,conditions [StatefulSetCondition?,availableReplicas i
StatefulSetUpdateStrategy type s?,rollingUpdate RollingUpdateStatefulSetStrategy*?
`,
  'apps.v1beta1': `
ControllerRevision=apps.v1
ControllerRevisionList=apps.v1
Deployment=apps.v1
DeploymentCondition=apps.v1
DeploymentList=apps.v1
DeploymentRollback name s,updatedAnnotations {s?,rollbackTo RollbackConfig
DeploymentSpec replicas i*?,selector meta.v1/LabelSelector*?,template core.v1/PodTemplateSpec,strategy DeploymentStrategy?,minReadySeconds i?,revisionHistoryLimit i*?,paused b?,rollbackTo RollbackConfig*?,progressDeadlineSeconds i*?
DeploymentStatus=apps.v1
DeploymentStrategy=apps.v1
RollbackConfig revision l?
RollingUpdateDeployment=apps.v1
RollingUpdateStatefulSetStrategy=apps.v1
Scale metadata meta.v1/ObjectMeta?,spec ScaleSpec?,status ScaleStatus?
ScaleSpec replicas i?
ScaleStatus replicas i,selector {s?,targetSelector s?
StatefulSet=apps.v1
StatefulSetCondition=apps.v1
StatefulSetList=apps.v1
StatefulSetOrdinals start i
StatefulSetPersistentVolumeClaimRetentionPolicy=apps.v1
StatefulSetSpec replicas i*?,selector meta.v1/LabelSelector*?,template core.v1/PodTemplateSpec,volumeClaimTemplates [core.v1/PersistentVolumeClaim?,serviceName s,podManagementPolicy s?,updateStrategy StatefulSetUpdateStrategy?,revisionHistoryLimit i*?,minReadySeconds i?,persistentVolumeClaimRetentionPolicy StatefulSetPersistentVolumeClaimRetentionPolicy*?,ordinals StatefulSetOrdinals*?
StatefulSetStatus observedGeneration l*?,replicas i,readyReplicas i?,currentReplicas i?,updatedReplicas i?,currentRevision s?,updateRevision s?,9collisionCount i*?,conditions [StatefulSetCondition?,availableReplicas i
StatefulSetUpdateStrategy=apps.v1
`,
  'apps.v1beta2': `
ControllerRevision=apps.v1
ControllerRevisionList=apps.v1
DaemonSet=apps.v1
DaemonSetCondition=apps.v1
DaemonSetList=apps.v1
DaemonSetSpec=apps.v1
DaemonSetStatus=apps.v1
DaemonSetUpdateStrategy=apps.v1
Deployment=apps.v1
DeploymentCondition=apps.v1
DeploymentList=apps.v1
DeploymentSpec=apps.v1
DeploymentStatus=apps.v1
DeploymentStrategy=apps.v1
ReplicaSet=apps.v1
ReplicaSetCondition=apps.v1
ReplicaSetList=apps.v1
ReplicaSetSpec=apps.v1
ReplicaSetStatus=apps.v1
RollingUpdateDaemonSet=apps.v1
RollingUpdateDeployment=apps.v1
RollingUpdateStatefulSetStrategy=apps.v1
Scale=apps.v1beta1
ScaleSpec replicas i?
ScaleStatus=apps.v1beta1
StatefulSet=apps.v1
StatefulSetCondition=apps.v1
StatefulSetList=apps.v1
StatefulSetOrdinals start i
StatefulSetPersistentVolumeClaimRetentionPolicy=apps.v1
StatefulSetSpec=apps.v1
StatefulSetStatus=apps.v1
StatefulSetUpdateStrategy=apps.v1
`,
  'auditregistration.v1alpha1': `
AuditSink metadata meta.v1/ObjectMeta?,spec AuditSinkSpec?
AuditSinkList metadata meta.v1/ListMeta?,items [AuditSink
AuditSinkSpec policy Policy,webhook Webhook
Policy level s,stages [s
ServiceReference=admissionregistration.v1
Webhook throttle WebhookThrottleConfig*?,clientConfig WebhookClientConfig
WebhookClientConfig url s*?,service ServiceReference*?,caBundle y?
WebhookThrottleConfig qps l*?,burst l*?
`,
  'authentication.v1': `
BoundObjectReference kind s?,apiVersion s?,name s?,uid s?
SelfSubjectReview metadata meta.v1/ObjectMeta?,status SelfSubjectReviewStatus?
SelfSubjectReviewStatus userInfo UserInfo?
TokenRequest metadata meta.v1/ObjectMeta?,spec TokenRequestSpec,status TokenRequestStatus?
TokenRequestSpec audiences [s,3boundObjectRef BoundObjectReference*,expirationSeconds l*,attestations {AttestationValue?
TokenRequestStatus token s,expirationTimestamp meta.v1/Time
TokenReview metadata meta.v1/ObjectMeta?,spec TokenReviewSpec,status TokenReviewStatus?
TokenReviewSpec token s?,audiences [s?
TokenReviewStatus authenticated b?,user UserInfo?,error s?,audiences [s?
UserInfo username s?,uid s?,groups [s?,extra {ExtraValue?
`,
  'authentication.v1alpha1': `
SelfSubjectReview=authentication.v1
SelfSubjectReviewStatus userInfo authentication.v1/UserInfo?
`,
  'authentication.v1beta1': `
SelfSubjectReview=authentication.v1
SelfSubjectReviewStatus=authentication.v1alpha1
TokenReview=authentication.v1
TokenReviewSpec=authentication.v1
TokenReviewStatus=authentication.v1
UserInfo=authentication.v1
`,
  'authorization.v1': `
FieldSelectorAttributes rawSelector s?,requirements [meta.v1/FieldSelectorRequirement?
LabelSelectorAttributes rawSelector s?,requirements [meta.v1/LabelSelectorRequirement?
LocalSubjectAccessReview metadata meta.v1/ObjectMeta?,spec SubjectAccessReviewSpec,status SubjectAccessReviewStatus?
NonResourceAttributes path s?,verb s?
NonResourceRule verbs [s,nonResourceURLs [s?
ResourceAttributes namespace s?,verb s?,group s?,version s?,resource s?,subresource s?,name s?,fieldSelector FieldSelectorAttributes*?,labelSelector LabelSelectorAttributes*?
ResourceRule verbs [s,apiGroups [s?,resources [s?,resourceNames [s?
SelfSubjectAccessReview metadata meta.v1/ObjectMeta?,spec SelfSubjectAccessReviewSpec,status SubjectAccessReviewStatus?
SelfSubjectAccessReviewSpec resourceAttributes ResourceAttributes*?,nonResourceAttributes NonResourceAttributes*?
SelfSubjectRulesReview metadata meta.v1/ObjectMeta?,spec SelfSubjectRulesReviewSpec,status SubjectRulesReviewStatus?
SelfSubjectRulesReviewSpec namespace s?
SubjectAccessReview metadata meta.v1/ObjectMeta?,spec SubjectAccessReviewSpec,status SubjectAccessReviewStatus?
SubjectAccessReviewSpec resourceAttributes ResourceAttributes*?,nonResourceAttributes NonResourceAttributes*?,user s?,groups [s?,extra {ExtraValue?,uid s?
SubjectAccessReviewStatus allowed b,reason s?,evaluationError s?,denied b?
SubjectRulesReviewStatus resourceRules [ResourceRule,nonResourceRules [NonResourceRule,incomplete b,evaluationError s?
`,
  'authorization.v1beta1': `
LocalSubjectAccessReview=authorization.v1
NonResourceAttributes path s?,verb s?
NonResourceRule=authorization.v1
ResourceAttributes namespace s?,verb s?,group s?,version s?,resource s?,subresource s?,name s?,fieldSelector authorization.v1/FieldSelectorAttributes*?,labelSelector authorization.v1/LabelSelectorAttributes*?
ResourceRule=authorization.v1
SelfSubjectAccessReview=authorization.v1
SelfSubjectAccessReviewSpec=authorization.v1
SelfSubjectRulesReview=authorization.v1
SelfSubjectRulesReviewSpec namespace s?
SubjectAccessReview=authorization.v1
SubjectAccessReviewSpec resourceAttributes ResourceAttributes*?,nonResourceAttributes NonResourceAttributes*?,user s?,group [s?,extra {ExtraValue?,uid s?
SubjectAccessReviewStatus=authorization.v1
SubjectRulesReviewStatus=authorization.v1
`,
  'autoscaling.v1': `
ContainerResourceMetricSource name s,targetAverageUtilization i*?,targetAverageValue resource/Quantity*?,5container s
ContainerResourceMetricStatus name s,currentAverageUtilization i*?,currentAverageValue resource/Quantity,container s
CrossVersionObjectReference kind s,name s,apiVersion s?
ExternalMetricSource metricName s,metricSelector meta.v1/LabelSelector*?,targetValue resource/Quantity*?,targetAverageValue resource/Quantity*?
ExternalMetricStatus metricName s,metricSelector meta.v1/LabelSelector*?,currentValue resource/Quantity,currentAverageValue resource/Quantity*?
HorizontalPodAutoscaler metadata meta.v1/ObjectMeta?,spec HorizontalPodAutoscalerSpec?,status HorizontalPodAutoscalerStatus?
HorizontalPodAutoscalerCondition type s,status s,lastTransitionTime meta.v1/Time?,reason s?,message s?,observedGeneration l*?
HorizontalPodAutoscalerList metadata meta.v1/ListMeta?,items [HorizontalPodAutoscaler
HorizontalPodAutoscalerSpec scaleTargetRef CrossVersionObjectReference,minReplicas i*?,maxReplicas i,targetCPUUtilizationPercentage i*?
HorizontalPodAutoscalerStatus observedGeneration l*?,lastScaleTime meta.v1/Time*?,currentReplicas i,desiredReplicas i,currentCPUUtilizationPercentage i*?
MetricSpec type s,object ObjectMetricSource*?,pods PodsMetricSource*?,resource ResourceMetricSource*?,external ExternalMetricSource*?,7containerResource ContainerResourceMetricSource*?
MetricStatus type s,object ObjectMetricStatus*?,pods PodsMetricStatus*?,resource ResourceMetricStatus*?,external ExternalMetricStatus*?,7containerResource ContainerResourceMetricStatus*?
ObjectMetricSource target CrossVersionObjectReference,metricName s,targetValue resource/Quantity,selector meta.v1/LabelSelector*?,averageValue resource/Quantity*?
ObjectMetricStatus target CrossVersionObjectReference,metricName s,currentValue resource/Quantity,selector meta.v1/LabelSelector*?,averageValue resource/Quantity*?
PodsMetricSource metricName s,targetAverageValue resource/Quantity,selector meta.v1/LabelSelector*?
PodsMetricStatus metricName s,currentAverageValue resource/Quantity,selector meta.v1/LabelSelector*?
ResourceMetricSource name s,targetAverageUtilization i*?,targetAverageValue resource/Quantity*?
ResourceMetricStatus name s,currentAverageUtilization i*?,currentAverageValue resource/Quantity
Scale=apps.v1beta1
ScaleSpec replicas i?
ScaleStatus replicas i,selector s?
`,
  'autoscaling.v2': `
ContainerResourceMetricSource name s,target MetricTarget,container s
ContainerResourceMetricStatus name s,current MetricValueStatus,container s
CrossVersionObjectReference=autoscaling.v1
ExternalMetricSource metric MetricIdentifier,target MetricTarget
ExternalMetricStatus metric MetricIdentifier,current MetricValueStatus
HPAScalingPolicy type s,value i,periodSeconds i
HPAScalingRules selectPolicy s*?,policies [HPAScalingPolicy?,stabilizationWindowSeconds i*?,tolerance resource/Quantity*?
HorizontalPodAutoscaler=autoscaling.v1
HorizontalPodAutoscalerBehavior scaleUp HPAScalingRules*?,scaleDown HPAScalingRules*?
HorizontalPodAutoscalerCondition=autoscaling.v1
HorizontalPodAutoscalerList=autoscaling.v1
HorizontalPodAutoscalerSpec scaleTargetRef CrossVersionObjectReference,minReplicas i*?,maxReplicas i,metrics [MetricSpec?,behavior HorizontalPodAutoscalerBehavior*?
HorizontalPodAutoscalerStatus observedGeneration l*?,lastScaleTime meta.v1/Time*?,currentReplicas i?,desiredReplicas i,currentMetrics [MetricStatus,conditions [HorizontalPodAutoscalerCondition?
MetricIdentifier name s,selector meta.v1/LabelSelector*?
MetricSpec=autoscaling.v1
MetricStatus=autoscaling.v1
MetricTarget type s,value resource/Quantity*?,averageValue resource/Quantity*?,averageUtilization i*?
MetricValueStatus value resource/Quantity*?,averageValue resource/Quantity*?,averageUtilization i*?
ObjectMetricSource describedObject CrossVersionObjectReference,target MetricTarget,metric MetricIdentifier
ObjectMetricStatus metric MetricIdentifier,current MetricValueStatus,describedObject CrossVersionObjectReference
PodsMetricSource metric MetricIdentifier,target MetricTarget
PodsMetricStatus metric MetricIdentifier,current MetricValueStatus
ResourceMetricSource name s,target MetricTarget
ResourceMetricStatus name s,current MetricValueStatus
`,
  'autoscaling.v2beta1': `
ContainerResourceMetricSource name s,targetAverageUtilization i*?,targetAverageValue resource/Quantity*?,container s
ContainerResourceMetricStatus=autoscaling.v1
CrossVersionObjectReference=autoscaling.v1
ExternalMetricSource=autoscaling.v1
ExternalMetricStatus=autoscaling.v1
HorizontalPodAutoscaler=autoscaling.v1
HorizontalPodAutoscalerCondition type s,status s,lastTransitionTime meta.v1/Time?,reason s?,message s?
HorizontalPodAutoscalerList=autoscaling.v1
HorizontalPodAutoscalerSpec scaleTargetRef CrossVersionObjectReference,minReplicas i*?,maxReplicas i,metrics [MetricSpec?
HorizontalPodAutoscalerStatus observedGeneration l*?,lastScaleTime meta.v1/Time*?,currentReplicas i,desiredReplicas i,currentMetrics [MetricStatus,conditions [HorizontalPodAutoscalerCondition
MetricSpec=autoscaling.v1
MetricStatus=autoscaling.v1
ObjectMetricSource=autoscaling.v1
ObjectMetricStatus=autoscaling.v1
PodsMetricSource=autoscaling.v1
PodsMetricStatus=autoscaling.v1
ResourceMetricSource=autoscaling.v1
ResourceMetricStatus=autoscaling.v1
`,
  'autoscaling.v2beta2': `
ContainerResourceMetricSource=autoscaling.v2
ContainerResourceMetricStatus=autoscaling.v2
CrossVersionObjectReference=autoscaling.v1
ExternalMetricSource=autoscaling.v2
ExternalMetricStatus=autoscaling.v2
HPAScalingPolicy=autoscaling.v2
HPAScalingRules selectPolicy s*?,policies [HPAScalingPolicy?,stabilizationWindowSeconds i*?
HorizontalPodAutoscaler=autoscaling.v1
HorizontalPodAutoscalerBehavior=autoscaling.v2
HorizontalPodAutoscalerCondition=autoscaling.v2beta1
HorizontalPodAutoscalerList=autoscaling.v1
HorizontalPodAutoscalerSpec=autoscaling.v2
HorizontalPodAutoscalerStatus=autoscaling.v2beta1
MetricIdentifier=autoscaling.v2
MetricSpec=autoscaling.v1
MetricStatus=autoscaling.v1
MetricTarget=autoscaling.v2
MetricValueStatus=autoscaling.v2
ObjectMetricSource=autoscaling.v2
ObjectMetricStatus=autoscaling.v2
PodsMetricSource=autoscaling.v2
PodsMetricStatus=autoscaling.v2
ResourceMetricSource=autoscaling.v2
ResourceMetricStatus=autoscaling.v2
`,
  'batch.v1': `
CronJob metadata meta.v1/ObjectMeta?,spec CronJobSpec?,status CronJobStatus?
CronJobList metadata meta.v1/ListMeta?,items [CronJob
CronJobSpec schedule s,startingDeadlineSeconds l*?,concurrencyPolicy s?,suspend b*?,jobTemplate JobTemplateSpec,successfulJobsHistoryLimit i*?,failedJobsHistoryLimit i*?,timeZone s*?
CronJobStatus active [core.v1/ObjectReference?,4lastScheduleTime meta.v1/Time*?,lastSuccessfulTime meta.v1/Time*?
Job metadata meta.v1/ObjectMeta?,spec JobSpec?,status JobStatus?
JobCondition type s,status s,lastProbeTime meta.v1/Time?,lastTransitionTime meta.v1/Time?,reason s?,message s?
JobList metadata meta.v1/ListMeta?,items [Job
JobSchedulingConfiguration schedulingPolicy scheduling.v1alpha3/WorkloadPodGroupSchedulingPolicy*?,schedulingConstraints scheduling.v1alpha3/WorkloadPodGroupSchedulingConstraints*?,disruptionMode scheduling.v1alpha3/WorkloadPodGroupDisruptionMode*?,resourceClaims [scheduling.v1alpha3/WorkloadPodGroupResourceClaim?
JobSpec parallelism i*?,completions i*?,activeDeadlineSeconds l*?,selector meta.v1/LabelSelector*?,manualSelector b*?,template core.v1/PodTemplateSpec,backoffLimit i*?,ttlSecondsAfterFinished i*?,completionMode s*?,suspend b*?,podFailurePolicy PodFailurePolicy*?,backoffLimitPerIndex i*?,maxFailedIndexes i*?,podReplacementPolicy s*?,managedBy s*?,successPolicy SuccessPolicy*?,scheduling JobSchedulingConfiguration*?
JobStatus conditions [JobCondition?,startTime meta.v1/Time*?,completionTime meta.v1/Time*?,active i?,succeeded i?,failed i?,completedIndexes s?,uncountedTerminatedPods UncountedTerminatedPods*?,ready i*?,failedIndexes s*?,terminating i*?
JobTemplateSpec metadata meta.v1/ObjectMeta?,spec JobSpec?
PodFailurePolicy rules [PodFailurePolicyRule
PodFailurePolicyOnExitCodesRequirement containerName s*,operator s,values [i
PodFailurePolicyOnPodConditionsPattern type s,status s
PodFailurePolicyRule action s,onExitCodes PodFailurePolicyOnExitCodesRequirement*,onPodConditions [PodFailurePolicyOnPodConditionsPattern
SuccessPolicy rules [SuccessPolicyRule
SuccessPolicyRule succeededIndexes s*?,succeededCount i*?
UncountedTerminatedPods succeeded [s?,failed [s?
`,
  'batch.v1beta1': `
CronJob=batch.v1
CronJobList=batch.v1
CronJobSpec=batch.v1
CronJobStatus=batch.v1
JobTemplate metadata meta.v1/ObjectMeta?,template JobTemplateSpec?
JobTemplateSpec metadata meta.v1/ObjectMeta?,spec batch.v1/JobSpec?
`,
  'batch.v2alpha1': `
CronJob=batch.v1
CronJobList=batch.v1
CronJobSpec schedule s,startingDeadlineSeconds l*?,concurrencyPolicy s?,suspend b*?,jobTemplate JobTemplateSpec,successfulJobsHistoryLimit i*?,failedJobsHistoryLimit i*?
CronJobStatus active [core.v1/ObjectReference?,4lastScheduleTime meta.v1/Time*?
JobTemplate=batch.v1beta1
JobTemplateSpec=batch.v1beta1
`,
  'certificates.v1': `
CertificateSigningRequest metadata meta.v1/ObjectMeta?,spec CertificateSigningRequestSpec,status CertificateSigningRequestStatus?
CertificateSigningRequestCondition type s,reason s?,message s?,lastUpdateTime meta.v1/Time?,lastTransitionTime meta.v1/Time?,status s
CertificateSigningRequestList metadata meta.v1/ListMeta?,items [CertificateSigningRequest
CertificateSigningRequestSpec request y,username s?,uid s?,groups [s?,usages [s?,extra {ExtraValue?,signerName s,expirationSeconds i*?
CertificateSigningRequestStatus conditions [CertificateSigningRequestCondition?,certificate y?
ClusterTrustBundle metadata meta.v1/ObjectMeta?,spec ClusterTrustBundleSpec
ClusterTrustBundleList metadata meta.v1/ListMeta?,items [ClusterTrustBundle
ClusterTrustBundleSpec signerName s?,trustBundle s
PodCertificateRequest metadata meta.v1/ObjectMeta?,spec PodCertificateRequestSpec,status PodCertificateRequestStatus?
PodCertificateRequestList metadata meta.v1/ListMeta?,items [PodCertificateRequest
PodCertificateRequestSpec signerName s,podName s,podUID s,serviceAccountName s,serviceAccountUID s,nodeName s,nodeUID s,maxExpirationSeconds i*?,11unverifiedUserAnnotations {s?,stubPKCS10Request y
PodCertificateRequestStatus conditions [meta.v1/Condition?,certificateChain s?,4notBefore meta.v1/Time*?,beginRefreshAt meta.v1/Time*?,notAfter meta.v1/Time*?
`,
  'certificates.v1alpha1': `
ClusterTrustBundle=certificates.v1
ClusterTrustBundleList=certificates.v1
ClusterTrustBundleSpec=certificates.v1
PodCertificateRequest=certificates.v1
PodCertificateRequestList=certificates.v1
PodCertificateRequestSpec signerName s,podName s,podUID s,serviceAccountName s,serviceAccountUID s,nodeName s,nodeUID s,maxExpirationSeconds i*?,pkixPublicKey y,proofOfPossession y
PodCertificateRequestStatus=certificates.v1
`,
  'certificates.v1beta1': `
CertificateSigningRequest=certificates.v1
CertificateSigningRequestCondition=certificates.v1
CertificateSigningRequestList=certificates.v1
CertificateSigningRequestSpec request y,username s?,uid s?,groups [s?,usages [s?,extra {ExtraValue?,signerName s*?,expirationSeconds i*?
CertificateSigningRequestStatus=certificates.v1
ClusterTrustBundle=certificates.v1
ClusterTrustBundleList=certificates.v1
ClusterTrustBundleSpec=certificates.v1
PodCertificateRequest=certificates.v1
PodCertificateRequestList=certificates.v1
PodCertificateRequestSpec signerName s,podName s,podUID s,serviceAccountName s,serviceAccountUID s,nodeName s,nodeUID s,maxExpirationSeconds i*?,pkixPublicKey y,proofOfPossession y,unverifiedUserAnnotations {s?,stubPKCS10Request y?
PodCertificateRequestStatus=certificates.v1
`,
  'coordination.v1': `
Lease metadata meta.v1/ObjectMeta?,spec LeaseSpec?
LeaseList metadata meta.v1/ListMeta?,items [Lease
LeaseSpec holderIdentity s*?,leaseDurationSeconds i*?,acquireTime meta.v1/MicroTime*?,renewTime meta.v1/MicroTime*?,leaseTransitions i*?,strategy s*?,preferredHolder s*?
`,
  'coordination.v1alpha1': `
LeaseCandidate metadata meta.v1/ObjectMeta?,spec LeaseCandidateSpec?
LeaseCandidateList metadata meta.v1/ListMeta?,items [LeaseCandidate
LeaseCandidateSpec leaseName s,pingTime meta.v1/MicroTime*?,renewTime meta.v1/MicroTime*?,binaryVersion s?,emulationVersion s?,preferredStrategies [s?
`,
  'coordination.v1alpha2': `
LeaseCandidate=coordination.v1alpha1
LeaseCandidateList=coordination.v1alpha1
LeaseCandidateSpec leaseName s,pingTime meta.v1/MicroTime*?,renewTime meta.v1/MicroTime*?,binaryVersion s,emulationVersion s?,strategy s?
`,
  'coordination.v1beta1': `
Lease=coordination.v1
LeaseCandidate=coordination.v1alpha1
LeaseCandidateList=coordination.v1alpha1
LeaseCandidateSpec=coordination.v1alpha2
LeaseList=coordination.v1
LeaseSpec=coordination.v1
`,
  'core.v1': `
AWSElasticBlockStoreVolumeSource volumeID s,fsType s?,partition i?,readOnly b?
Affinity nodeAffinity NodeAffinity*?,podAffinity PodAffinity*?,podAntiAffinity PodAntiAffinity*?
AppArmorProfile type s,localhostProfile s*?
AttachedVolume name s,devicePath s
AvoidPods preferAvoidPods [PreferAvoidPodsEntry?
AzureDiskVolumeSource diskName s,diskURI s,cachingMode s*?,fsType s*?,readOnly b*?,kind s*?
AzureFilePersistentVolumeSource secretName s,shareName s,readOnly b?,secretNamespace s*
AzureFileVolumeSource secretName s,shareName s,readOnly b?
Binding metadata meta.v1/ObjectMeta?,target ObjectReference
CSIPersistentVolumeSource driver s,volumeHandle s,readOnly b?,fsType s?,volumeAttributes {s?,controllerPublishSecretRef SecretReference*?,nodeStageSecretRef SecretReference*?,nodePublishSecretRef SecretReference*?,controllerExpandSecretRef SecretReference*?,nodeExpandSecretRef SecretReference*?
CSIVolumeSource driver s,readOnly b*?,fsType s*?,volumeAttributes {s?,nodePublishSecretRef LocalObjectReference*?
Capabilities add [s?,drop [s?
CephFSPersistentVolumeSource monitors [s,path s?,user s?,secretFile s?,secretRef SecretReference*?,readOnly b?
CephFSVolumeSource monitors [s,path s?,user s?,secretFile s?,secretRef LocalObjectReference*?,readOnly b?
CinderPersistentVolumeSource volumeID s,fsType s?,readOnly b?,secretRef SecretReference*?
CinderVolumeSource volumeID s,fsType s?,readOnly b?,secretRef LocalObjectReference*?
ClaimSource resourceClaimName s*?,resourceClaimTemplateName s*?
ClientIPConfig timeoutSeconds i*?
ClusterTrustBundleProjection name s*?,signerName s*?,labelSelector meta.v1/LabelSelector*?,path s,optional b*?,user l*?
ComponentCondition type s,status s,message s?,error s?
ComponentStatus metadata meta.v1/ObjectMeta?,conditions [ComponentCondition?
ComponentStatusList metadata meta.v1/ListMeta?,items [ComponentStatus
ConfigMap metadata meta.v1/ObjectMeta?,data {s?,binaryData {y?,immutable b*?
ConfigMapEnvSource localObjectReference LocalObjectReference~,optional b*?
ConfigMapKeySelector localObjectReference LocalObjectReference~,key s,optional b*?
ConfigMapList metadata meta.v1/ListMeta?,items [ConfigMap
ConfigMapNodeConfigSource namespace s,name s,uid s?,resourceVersion s?,kubeletConfigKey s
ConfigMapProjection localObjectReference LocalObjectReference~,items [KeyToPath?,4optional b*?
ConfigMapVolumeSource localObjectReference LocalObjectReference~,items [KeyToPath?,defaultMode i*?,optional b*?,defaultUser l*?
Container name s,image s?,command [s?,args [s?,workingDir s?,ports [ContainerPort?,env [EnvVar?,resources ResourceRequirements?,volumeMounts [VolumeMount?,livenessProbe Probe*?,readinessProbe Probe*?,lifecycle Lifecycle*?,terminationMessagePath s?,imagePullPolicy s?,securityContext SecurityContext*?,stdin b?,stdinOnce b?,tty b?,envFrom [EnvFromSource?,terminationMessagePolicy s?,volumeDevices [VolumeDevice?,startupProbe Probe*?,resizePolicy [ContainerResizePolicy?,restartPolicy s*?,restartPolicyRules [ContainerRestartRule?
ContainerExtendedResourceRequest containerName s,resourceName s,requestName s
ContainerImage names [s,sizeBytes l?
ContainerPort name s?,hostPort i?,containerPort i,protocol s?,hostIP s?
ContainerResizePolicy resourceName s,restartPolicy s
ContainerRestartRule action s?,exitCodes ContainerRestartRuleOnExitCodes*?
ContainerRestartRuleOnExitCodes operator s?,values [i?
ContainerState waiting ContainerStateWaiting*?,running ContainerStateRunning*?,terminated ContainerStateTerminated*?
ContainerStateRunning startedAt meta.v1/Time?
ContainerStateTerminated exitCode i,signal i?,reason s?,message s?,startedAt meta.v1/Time?,finishedAt meta.v1/Time?,containerID s?
ContainerStateWaiting reason s?,message s?
ContainerStatus name s,state ContainerState?,lastState ContainerState?,ready b,restartCount i,image s,imageID s,containerID s?,started b*?,allocatedResources {resource/Quantity?,resources ResourceRequirements*?,volumeMounts [VolumeMountStatus?,user ContainerUser*?,allocatedResourcesStatus [ResourceStatus?,stopSignal s*?
ContainerUser linux LinuxContainerUser*?
DaemonEndpoint Port i
DownwardAPIProjection items [DownwardAPIVolumeFile?
DownwardAPIVolumeFile path s,fieldRef ObjectFieldSelector*?,resourceFieldRef ResourceFieldSelector*?,mode i*?,user l*?
DownwardAPIVolumeSource items [DownwardAPIVolumeFile?,defaultMode i*?,defaultUser l*?
EmptyDirVolumeSource medium s?,sizeLimit resource/Quantity*?,mode i*?
EndpointAddress ip s,targetRef ObjectReference*?,hostname s?,nodeName s*?
EndpointPort name s?,port i,protocol s?,appProtocol s*?
EndpointSubset addresses [EndpointAddress?,notReadyAddresses [EndpointAddress?,ports [EndpointPort?
Endpoints metadata meta.v1/ObjectMeta?,subsets [EndpointSubset?
EndpointsList metadata meta.v1/ListMeta?,items [Endpoints
EnvFromSource prefix s?,configMapRef ConfigMapEnvSource*?,secretRef SecretEnvSource*?
EnvVar name s,value s?,valueFrom EnvVarSource*?
EnvVarSource fieldRef ObjectFieldSelector*?,resourceFieldRef ResourceFieldSelector*?,configMapKeyRef ConfigMapKeySelector*?,secretKeyRef SecretKeySelector*?,fileKeyRef FileKeySelector*?
EphemeralContainer ephemeralContainerCommon EphemeralContainerCommon~,targetContainerName s?
EphemeralContainerCommon name s,image s?,command [s?,args [s?,workingDir s?,ports [ContainerPort?,env [EnvVar?,resources ResourceRequirements?,volumeMounts [VolumeMount?,livenessProbe Probe*?,readinessProbe Probe*?,lifecycle Lifecycle*?,terminationMessagePath s?,imagePullPolicy s?,securityContext SecurityContext*?,stdin b?,stdinOnce b?,tty b?,envFrom [EnvFromSource?,terminationMessagePolicy s?,volumeDevices [VolumeDevice?,startupProbe Probe*?,resizePolicy [ContainerResizePolicy?,restartPolicy s*?,restartPolicyRules [ContainerRestartRule?
EphemeralContainers metadata meta.v1/ObjectMeta?,ephemeralContainers [EphemeralContainer
EphemeralVolumeSource volumeClaimTemplate PersistentVolumeClaimTemplate*?,readOnly b?
Event metadata meta.v1/ObjectMeta,involvedObject ObjectReference,reason s?,message s?,source EventSource?,firstTimestamp meta.v1/Time?,lastTimestamp meta.v1/Time?,count i?,type s?,eventTime meta.v1/MicroTime?,series EventSeries*?,action s?,related ObjectReference*?,reportingComponent s,reportingInstance s
EventList metadata meta.v1/ListMeta?,items [Event
EventSeries count i?,lastObservedTime meta.v1/MicroTime?,state s?
EventSource component s?,host s?
EvictionResponder name s,priority i*
ExecAction command [s?
FCVolumeSource targetWWNs [s?,lun i*?,fsType s?,readOnly b?,wwids [s?
FileKeySelector volumeName s,path s,key s,optional b*?
FlexPersistentVolumeSource driver s,fsType s?,secretRef SecretReference*?,readOnly b?,options {s?
FlexVolumeSource driver s,fsType s?,secretRef LocalObjectReference*?,readOnly b?,options {s?
FlockerVolumeSource datasetName s?,datasetUUID s?
GCEPersistentDiskVolumeSource pdName s,fsType s?,partition i?,readOnly b?
GRPCAction port i,service s*,mode s*?
GitRepoVolumeSource repository s,revision s?,directory s?
GlusterfsPersistentVolumeSource endpoints s,path s,readOnly b?,endpointsNamespace s*?
GlusterfsVolumeSource endpoints s,path s,readOnly b?
HTTPGetAction path s?,port intstr/IntOrString,host s?,scheme s?,httpHeaders [HTTPHeader?,protocol s*?
HTTPHeader name s,value s
Handler exec ExecAction*?,httpGet HTTPGetAction*?,tcpSocket TCPSocketAction*?
HostAlias ip s?,hostnames [s?
HostIP ip s
HostPathVolumeSource path s,type s*?
ISCSIPersistentVolumeSource targetPortal s,iqn s,lun i,iscsiInterface s?,fsType s?,readOnly b?,portals [s?,chapAuthDiscovery b?,10secretRef SecretReference*?,chapAuthSession b?,initiatorName s*?
ISCSIVolumeSource targetPortal s,iqn s,lun i,iscsiInterface s?,fsType s?,readOnly b?,portals [s?,chapAuthDiscovery b?,10secretRef LocalObjectReference*?,chapAuthSession b?,initiatorName s*?
ImageVolumeSource reference s?,pullPolicy s?
ImageVolumeStatus imageRef s?
KeyToPath key s,path s,mode i*?,user l*?
Lifecycle postStart LifecycleHandler*?,preStop LifecycleHandler*?,stopSignal s*?
LifecycleHandler exec ExecAction*?,httpGet HTTPGetAction*?,tcpSocket TCPSocketAction*?,sleep SleepAction*?
LimitRange metadata meta.v1/ObjectMeta?,spec LimitRangeSpec?
LimitRangeItem type s,max {resource/Quantity?,min {resource/Quantity?,default {resource/Quantity?,defaultRequest {resource/Quantity?,maxLimitRequestRatio {resource/Quantity?
LimitRangeList metadata meta.v1/ListMeta?,items [LimitRange
LimitRangeSpec limits [LimitRangeItem
LinuxContainerUser uid l,gid l,supplementalGroups [l?
List metadata meta.v1/ListMeta?,items [runtime/RawExtension
LoadBalancerIngress ip s?,hostname s?,ipMode s*?,ports [PortStatus?
LoadBalancerStatus ingress [LoadBalancerIngress?
LocalObjectReference name s?
LocalVolumeSource path s,fsType s*?
ModifyVolumeStatus targetVolumeAttributesClassName s?,status s
NFSVolumeSource server s,path s,readOnly b?
Namespace metadata meta.v1/ObjectMeta?,spec NamespaceSpec?,status NamespaceStatus?
NamespaceCondition type s,status s,4lastTransitionTime meta.v1/Time?,reason s?,message s?
NamespaceList metadata meta.v1/ListMeta?,items [Namespace
NamespaceSpec finalizers [s?
NamespaceStatus phase s?,conditions [NamespaceCondition?
Node metadata meta.v1/ObjectMeta?,spec NodeSpec?,status NodeStatus?
NodeAddress type s,address s
NodeAffinity requiredDuringSchedulingIgnoredDuringExecution NodeSelector*?,preferredDuringSchedulingIgnoredDuringExecution [PreferredSchedulingTerm?
NodeAllocatableMappedResources name s,quantity resource/Quantity*
NodeAllocatableOverheadResources name s,perPod resource/Quantity*?,perContainer resource/Quantity*?
NodeAllocatableResourceClaimStatus resourceClaimName s,containers [s?,resources {resource/Quantity?,mapping [NodeAllocatableMappedResources?,overhead [NodeAllocatableOverheadResources?
NodeCondition type s,status s,lastHeartbeatTime meta.v1/Time?,lastTransitionTime meta.v1/Time?,reason s?,message s?
NodeConfigSource 2configMap ConfigMapNodeConfigSource*?
NodeConfigStatus assigned NodeConfigSource*?,active NodeConfigSource*?,lastKnownGood NodeConfigSource*?,error s?
NodeDaemonEndpoints kubeletEndpoint DaemonEndpoint?
NodeFeatures supplementalGroupsPolicy b*?
NodeList metadata meta.v1/ListMeta?,items [Node
NodePodPreemptionPolicy disableResizePreemption [s?
NodeProxyOptions path s?
NodeResources Capacity {resource/Quantity
NodeRuntimeHandler name s,features NodeRuntimeHandlerFeatures*?
NodeRuntimeHandlerFeatures recursiveReadOnlyMounts b*?,userNamespaces b*?
NodeSelector nodeSelectorTerms [NodeSelectorTerm
NodeSelectorRequirement key s,operator s,values [s?
NodeSelectorTerm matchExpressions [NodeSelectorRequirement?,matchFields [NodeSelectorRequirement?
NodeSpec podCIDR s?,externalID s?,providerID s?,unschedulable b?,taints [Taint?,configSource NodeConfigSource*?,podCIDRs [s?,podPreemptionPolicy NodePodPreemptionPolicy*?
NodeStatus capacity {resource/Quantity?,allocatable {resource/Quantity?,phase s?,conditions [NodeCondition?,addresses [NodeAddress?,daemonEndpoints NodeDaemonEndpoints?,nodeInfo NodeSystemInfo?,images [ContainerImage?,volumesInUse [s?,volumesAttached [AttachedVolume?,config NodeConfigStatus*?,runtimeHandlers [NodeRuntimeHandler?,features NodeFeatures*?,declaredFeatures [s?
NodeSwapStatus capacity l*?
NodeSystemInfo machineID s,systemUUID s,bootID s,kernelVersion s,osImage s,containerRuntimeVersion s,kubeletVersion s,kubeProxyVersion s,operatingSystem s,architecture s,swap NodeSwapStatus*?,runningInUserNamespace b*?
ObjectFieldSelector apiVersion s?,fieldPath s
ObjectReference kind s?,namespace s?,name s?,uid s?,apiVersion s?,resourceVersion s?,fieldPath s?
PersistentVolume metadata meta.v1/ObjectMeta?,spec PersistentVolumeSpec?,status PersistentVolumeStatus?
PersistentVolumeClaim metadata meta.v1/ObjectMeta?,spec PersistentVolumeClaimSpec?,status PersistentVolumeClaimStatus?
PersistentVolumeClaimCondition type s,status s,lastProbeTime meta.v1/Time?,lastTransitionTime meta.v1/Time?,reason s?,message s?
PersistentVolumeClaimList metadata meta.v1/ListMeta?,items [PersistentVolumeClaim
PersistentVolumeClaimSpec accessModes [s?,resources VolumeResourceRequirements?,volumeName s?,selector meta.v1/LabelSelector*?,storageClassName s*?,volumeMode s*?,dataSource TypedLocalObjectReference*?,dataSourceRef TypedObjectReference*?,volumeAttributesClassName s*?
PersistentVolumeClaimStatus phase s?,accessModes [s?,capacity {resource/Quantity?,conditions [PersistentVolumeClaimCondition?,allocatedResources {resource/Quantity?,resizeStatus s*?,allocatedResourceStatuses {s?,currentVolumeAttributesClassName s*?,modifyVolumeStatus ModifyVolumeStatus*?,healthStatus VolumeHealthStatus*?
PersistentVolumeClaimTemplate metadata meta.v1/ObjectMeta?,spec PersistentVolumeClaimSpec
PersistentVolumeClaimVolumeSource claimName s,readOnly b?
PersistentVolumeList metadata meta.v1/ListMeta?,items [PersistentVolume
PersistentVolumeSource gcePersistentDisk GCEPersistentDiskVolumeSource*?,awsElasticBlockStore AWSElasticBlockStoreVolumeSource*?,hostPath HostPathVolumeSource*?,glusterfs GlusterfsPersistentVolumeSource*?,nfs NFSVolumeSource*?,rbd RBDPersistentVolumeSource*?,iscsi ISCSIPersistentVolumeSource*?,cinder CinderPersistentVolumeSource*?,cephfs CephFSPersistentVolumeSource*?,fc FCVolumeSource*?,flocker FlockerVolumeSource*?,flexVolume FlexPersistentVolumeSource*?,azureFile AzureFilePersistentVolumeSource*?,vsphereVolume VsphereVirtualDiskVolumeSource*?,quobyte QuobyteVolumeSource*?,azureDisk AzureDiskVolumeSource*?,photonPersistentDisk PhotonPersistentDiskVolumeSource*?,portworxVolume PortworxVolumeSource*?,scaleIO ScaleIOPersistentVolumeSource*?,local LocalVolumeSource*?,storageos StorageOSPersistentVolumeSource*?,csi CSIPersistentVolumeSource*?
PersistentVolumeSpec capacity {resource/Quantity?,persistentVolumeSource PersistentVolumeSource~,accessModes [s?,claimRef ObjectReference*?,persistentVolumeReclaimPolicy s?,storageClassName s?,mountOptions [s?,volumeMode s*?,nodeAffinity VolumeNodeAffinity*?,volumeAttributesClassName s*?
PersistentVolumeStatus phase s?,message s?,reason s?,lastPhaseTransitionTime meta.v1/Time*?
PhotonPersistentDiskVolumeSource pdID s,fsType s?
Pod metadata meta.v1/ObjectMeta?,spec PodSpec?,status PodStatus?
PodAffinity requiredDuringSchedulingIgnoredDuringExecution [PodAffinityTerm?,preferredDuringSchedulingIgnoredDuringExecution [WeightedPodAffinityTerm?
PodAffinityTerm labelSelector meta.v1/LabelSelector*?,namespaces [s?,topologyKey s,namespaceSelector meta.v1/LabelSelector*?,matchLabelKeys [s?,mismatchLabelKeys [s?
PodAntiAffinity requiredDuringSchedulingIgnoredDuringExecution [PodAffinityTerm?,preferredDuringSchedulingIgnoredDuringExecution [WeightedPodAffinityTerm?
PodAttachOptions stdin b?,stdout b?,stderr b?,tty b?,container s?
PodCertificateProjection signerName s?,keyType s?,maxExpirationSeconds i*?,credentialBundlePath s?,keyPath s?,certificateChainPath s?,userAnnotations {s?,user l*?
PodCondition type s,status s,lastProbeTime meta.v1/Time?,lastTransitionTime meta.v1/Time?,reason s?,message s?,observedGeneration l?
PodDNSConfig nameservers [s?,searches [s?,options [PodDNSConfigOption?
PodDNSConfigOption name s?,value s*?
PodExecOptions stdin b?,stdout b?,stderr b?,tty b?,container s?,command [s
PodExtendedResourceClaimStatus requestMappings [ContainerExtendedResourceRequest,resourceClaimName s
PodIP ip s?
PodList metadata meta.v1/ListMeta?,items [Pod
PodLogOptions container s?,follow b?,previous b?,sinceSeconds l*?,sinceTime meta.v1/Time*?,timestamps b?,tailLines l*?,limitBytes l*?,insecureSkipTLSVerifyBackend b?,stream s*?
PodOS name s
PodPortForwardOptions ports [i?
PodProxyOptions path s?
PodReadinessGate conditionType s
PodResourceClaim name s,source ClaimSource?,resourceClaimName s*?,resourceClaimTemplateName s*?
PodResourceClaimStatus name s,resourceClaimName s*?
PodSchedulingGate name s
PodSchedulingGroup podGroupName s*?
PodSecurityContext seLinuxOptions SELinuxOptions*?,runAsUser l*?,runAsNonRoot b*?,supplementalGroups [l?,fsGroup l*?,runAsGroup l*?,sysctls [Sysctl?,windowsOptions WindowsSecurityContextOptions*?,fsGroupChangePolicy s*?,seccompProfile SeccompProfile*?,appArmorProfile AppArmorProfile*?,supplementalGroupsPolicy s*?,seLinuxChangePolicy s*?
PodSignature podController meta.v1/OwnerReference*?
PodSpec volumes [Volume?,containers [Container,restartPolicy s?,terminationGracePeriodSeconds l*?,activeDeadlineSeconds l*?,dnsPolicy s?,nodeSelector {s?,serviceAccountName s?,serviceAccount s?,nodeName s?,hostNetwork b?,hostPID b?,hostIPC b?,securityContext PodSecurityContext*?,imagePullSecrets [LocalObjectReference?,hostname s?,subdomain s?,affinity Affinity*?,schedulerName s?,initContainers [Container?,automountServiceAccountToken b*?,tolerations [Toleration?,hostAliases [HostAlias?,priorityClassName s?,priority i*?,dnsConfig PodDNSConfig*?,shareProcessNamespace b*?,readinessGates [PodReadinessGate?,runtimeClassName s*?,enableServiceLinks b*?,preemptionPolicy s*?,overhead {resource/Quantity?,topologySpreadConstraints [TopologySpreadConstraint?,ephemeralContainers [EphemeralContainer?,setHostnameAsFQDN b*?,os PodOS*?,hostUsers b*?,schedulingGates [PodSchedulingGate?,resourceClaims [PodResourceClaim?,resources ResourceRequirements*?,hostnameOverride s*?,workloadRef WorkloadReference*?,schedulingGroup PodSchedulingGroup*?,evictionResponders [EvictionResponder?
PodStatus phase s?,conditions [PodCondition?,message s?,reason s?,hostIP s?,podIP s?,startTime meta.v1/Time*?,containerStatuses [ContainerStatus?,qosClass s?,initContainerStatuses [ContainerStatus?,nominatedNodeName s?,podIPs [PodIP?,ephemeralContainerStatuses [ContainerStatus?,resize s?,resourceClaimStatuses [PodResourceClaimStatus?,hostIPs [HostIP?,observedGeneration l?,extendedResourceClaimStatus PodExtendedResourceClaimStatus*?,allocatedResources {resource/Quantity?,resources ResourceRequirements*?,nodeAllocatableResourceClaimStatuses [NodeAllocatableResourceClaimStatus?,volumeHealth [PodVolumeHealth?
PodStatusResult metadata meta.v1/ObjectMeta?,status PodStatus?
PodTemplate metadata meta.v1/ObjectMeta?,template PodTemplateSpec?
PodTemplateList metadata meta.v1/ListMeta?,items [PodTemplate
PodTemplateSpec metadata meta.v1/ObjectMeta?,spec PodSpec?
PodVolumeHealth name s,healthConditions [VolumeHealthCondition?,lastTransitionTime meta.v1/Time?
PortStatus port i,protocol s,error s*?
PortworxVolumeSource volumeID s,fsType s?,readOnly b?
Preconditions uid s*?
PreferAvoidPodsEntry podSignature PodSignature,evictionTime meta.v1/Time?,reason s?,message s?
PreferredSchedulingTerm weight i,preference NodeSelectorTerm
Probe handler ProbeHandler~,initialDelaySeconds i?,timeoutSeconds i?,periodSeconds i?,successThreshold i?,failureThreshold i?,terminationGracePeriodSeconds l*?
ProbeHandler exec ExecAction*?,httpGet HTTPGetAction*?,tcpSocket TCPSocketAction*?,grpc GRPCAction*?
ProjectedVolumeSource sources [VolumeProjection,defaultMode i*?,defaultUser l*?
QuobyteVolumeSource registry s,volume s,readOnly b?,user s?,group s?,tenant s?
RBDPersistentVolumeSource monitors [s,image s,fsType s?,pool s?,user s?,keyring s?,secretRef SecretReference*?,readOnly b?
RBDVolumeSource monitors [s,image s,fsType s?,pool s?,user s?,keyring s?,secretRef LocalObjectReference*?,readOnly b?
RangeAllocation metadata meta.v1/ObjectMeta?,range s,data y
ReplicationController metadata meta.v1/ObjectMeta?,spec ReplicationControllerSpec?,status ReplicationControllerStatus?
ReplicationControllerCondition type s,status s,lastTransitionTime meta.v1/Time?,reason s?,message s?
ReplicationControllerList metadata meta.v1/ListMeta?,items [ReplicationController
ReplicationControllerSpec replicas i*?,selector {s?,template PodTemplateSpec*?,minReadySeconds i?
ReplicationControllerStatus replicas i,fullyLabeledReplicas i?,observedGeneration l?,readyReplicas i?,availableReplicas i?,conditions [ReplicationControllerCondition?
ResourceClaim name s,request s?
ResourceFieldSelector containerName s?,resource s,divisor resource/Quantity?
ResourceHealth resourceID s,health s?,6message s*?
ResourceQuota metadata meta.v1/ObjectMeta?,spec ResourceQuotaSpec?,status ResourceQuotaStatus?
ResourceQuotaList metadata meta.v1/ListMeta?,items [ResourceQuota
ResourceQuotaSpec hard {resource/Quantity?,scopes [s?,scopeSelector ScopeSelector*?
ResourceQuotaStatus hard {resource/Quantity?,used {resource/Quantity?
ResourceRequirements limits {resource/Quantity?,requests {resource/Quantity?,claims [ResourceClaim?
ResourceStatus name s,resources [ResourceHealth?
SELinuxOptions user s?,role s?,type s?,level s?
ScaleIOPersistentVolumeSource gateway s,system s,secretRef SecretReference*,sslEnabled b?,protectionDomain s?,storagePool s?,storageMode s?,volumeName s?,fsType s?,readOnly b?
ScaleIOVolumeSource gateway s,system s,secretRef LocalObjectReference*,sslEnabled b?,protectionDomain s?,storagePool s?,storageMode s?,volumeName s?,fsType s?,readOnly b?
ScopeSelector matchExpressions [ScopedResourceSelectorRequirement?
ScopedResourceSelectorRequirement scopeName s,operator s,values [s?
SeccompProfile type s,localhostProfile s*?
Secret metadata meta.v1/ObjectMeta?,data {y?,type s?,stringData {s?,immutable b*?
SecretEnvSource localObjectReference LocalObjectReference~,optional b*?
SecretKeySelector localObjectReference LocalObjectReference~,key s,optional b*?
SecretList metadata meta.v1/ListMeta?,items [Secret
SecretProjection localObjectReference LocalObjectReference~,items [KeyToPath?,4optional b*?
SecretReference name s?,namespace s?
SecretVolumeSource secretName s?,items [KeyToPath?,defaultMode i*?,optional b*?,defaultUser l*?
SecurityContext capabilities Capabilities*?,privileged b*?,seLinuxOptions SELinuxOptions*?,runAsUser l*?,runAsNonRoot b*?,readOnlyRootFilesystem b*?,allowPrivilegeEscalation b*?,runAsGroup l*?,procMount s*?,windowsOptions WindowsSecurityContextOptions*?,seccompProfile SeccompProfile*?,appArmorProfile AppArmorProfile*?
SerializedReference reference ObjectReference?
Service metadata meta.v1/ObjectMeta?,spec ServiceSpec?,status ServiceStatus?
ServiceAccount metadata meta.v1/ObjectMeta?,secrets [ObjectReference?,imagePullSecrets [LocalObjectReference?,automountServiceAccountToken b*?
ServiceAccountList metadata meta.v1/ListMeta?,items [ServiceAccount
ServiceAccountTokenProjection audience s?,expirationSeconds l*?,path s,user l*?
ServiceList metadata meta.v1/ListMeta?,items [Service
ServicePort name s?,protocol s?,port i,targetPort intstr/IntOrString?,nodePort i?,appProtocol s*?
ServiceProxyOptions path s?
ServiceSpec ports [ServicePort?,selector {s?,clusterIP s?,type s?,externalIPs [s?,7sessionAffinity s?,loadBalancerIP s?,loadBalancerSourceRanges [s?,externalName s?,externalTrafficPolicy s?,healthCheckNodePort i?,publishNotReadyAddresses b?,sessionAffinityConfig SessionAffinityConfig*?,ipFamily s*?,topologyKeys [s?,ipFamilyPolicy s*?,clusterIPs [s?,ipFamilies [s?,allocateLoadBalancerNodePorts b*?,loadBalancerClass s*?,internalTrafficPolicy s*?,trafficDistribution s*?
ServiceStatus loadBalancer LoadBalancerStatus?,conditions [meta.v1/Condition?
SessionAffinityConfig clientIP ClientIPConfig*?
SleepAction seconds l
StorageOSPersistentVolumeSource volumeName s?,volumeNamespace s?,fsType s?,readOnly b?,secretRef ObjectReference*?
StorageOSVolumeSource volumeName s?,volumeNamespace s?,fsType s?,readOnly b?,secretRef LocalObjectReference*?
Sysctl name s,value s
TCPSocketAction port intstr/IntOrString,host s?
Taint key s,value s?,effect s,timeAdded meta.v1/Time*?
Toleration key s?,operator s?,value s?,effect s?,tolerationSeconds l*?
TopologySelectorLabelRequirement key s,values [s
TopologySelectorTerm matchLabelExpressions [TopologySelectorLabelRequirement?
TopologySpreadConstraint maxSkew i,topologyKey s,whenUnsatisfiable s,labelSelector meta.v1/LabelSelector*?,minDomains i*?,nodeAffinityPolicy s*?,nodeTaintsPolicy s*?,matchLabelKeys [s?
TypedLocalObjectReference apiGroup s*,kind s,name s
TypedObjectReference apiGroup s*,kind s,name s,namespace s*?
Volume name s,volumeSource VolumeSource~
VolumeDevice name s,devicePath s
VolumeHealthCondition status s,reason s,message s?
VolumeHealthStatus healthConditions [VolumeHealthCondition?,lastTransitionTime meta.v1/Time?
VolumeMount name s,readOnly b?,mountPath s,subPath s?,mountPropagation s*?,subPathExpr s?,recursiveReadOnly s*?,bindMountOptions [s?
VolumeMountStatus name s,mountPath s,readOnly b?,recursiveReadOnly s*?,volumeStatus VolumeStatus*?
VolumeNodeAffinity required NodeSelector*?
VolumeProjection secret SecretProjection*?,downwardAPI DownwardAPIProjection*?,configMap ConfigMapProjection*?,serviceAccountToken ServiceAccountTokenProjection*?,clusterTrustBundle ClusterTrustBundleProjection*?,podCertificate PodCertificateProjection*?
VolumeResourceRequirements limits {resource/Quantity?,requests {resource/Quantity?,claims [ResourceClaim?
VolumeSource hostPath HostPathVolumeSource*?,emptyDir EmptyDirVolumeSource*?,gcePersistentDisk GCEPersistentDiskVolumeSource*?,awsElasticBlockStore AWSElasticBlockStoreVolumeSource*?,gitRepo GitRepoVolumeSource*?,secret SecretVolumeSource*?,nfs NFSVolumeSource*?,iscsi ISCSIVolumeSource*?,glusterfs GlusterfsVolumeSource*?,persistentVolumeClaim PersistentVolumeClaimVolumeSource*?,rbd RBDVolumeSource*?,flexVolume FlexVolumeSource*?,cinder CinderVolumeSource*?,cephfs CephFSVolumeSource*?,flocker FlockerVolumeSource*?,downwardAPI DownwardAPIVolumeSource*?,fc FCVolumeSource*?,azureFile AzureFileVolumeSource*?,configMap ConfigMapVolumeSource*?,vsphereVolume VsphereVirtualDiskVolumeSource*?,quobyte QuobyteVolumeSource*?,azureDisk AzureDiskVolumeSource*?,photonPersistentDisk PhotonPersistentDiskVolumeSource*?,portworxVolume PortworxVolumeSource*?,scaleIO ScaleIOVolumeSource*?,projected ProjectedVolumeSource*?,storageos StorageOSVolumeSource*?,csi CSIVolumeSource*?,ephemeral EphemeralVolumeSource*?,image ImageVolumeSource*?
VolumeStatus image ImageVolumeStatus*?
VsphereVirtualDiskVolumeSource volumePath s,fsType s?,storagePolicyName s?,storagePolicyID s?
WeightedPodAffinityTerm weight i,podAffinityTerm PodAffinityTerm
WindowsSecurityContextOptions gmsaCredentialSpecName s*?,gmsaCredentialSpec s*?,runAsUserName s*?,hostProcess b*?
WorkloadReference name s,podGroup s,podGroupReplicaKey s?
`,
  'discovery.v1': `
Endpoint addresses [s,conditions EndpointConditions?,hostname s*?,targetRef core.v1/ObjectReference*?,deprecatedTopology {s?,nodeName s*?,zone s*?,hints EndpointHints*?
EndpointConditions ready b*?,serving b*?,terminating b*?
EndpointHints forZones [ForZone?,forNodes [ForNode?
EndpointPort name s*?,protocol s*?,port i*?,appProtocol s*?
EndpointSlice metadata meta.v1/ObjectMeta?,endpoints [Endpoint,ports [EndpointPort,addressType s
EndpointSliceList metadata meta.v1/ListMeta?,items [EndpointSlice
ForNode name s
ForZone name s
`,
  'discovery.v1alpha1': `
Endpoint addresses [s,conditions EndpointConditions?,hostname s*?,targetRef core.v1/ObjectReference*?,topology {s?,nodeName s*?
EndpointConditions=discovery.v1
EndpointPort=discovery.v1
EndpointSlice=discovery.v1
EndpointSliceList=discovery.v1
`,
  'discovery.v1beta1': `
Endpoint addresses [s,conditions EndpointConditions?,hostname s*?,targetRef core.v1/ObjectReference*?,topology {s?,nodeName s*?,hints EndpointHints*?
EndpointConditions=discovery.v1
EndpointHints=discovery.v1
EndpointPort=discovery.v1
EndpointSlice=discovery.v1
EndpointSliceList=discovery.v1
ForNode name s
ForZone name s
`,
  'events.v1': `
Event metadata meta.v1/ObjectMeta,eventTime meta.v1/MicroTime,series EventSeries*?,reportingController s?,reportingInstance s?,action s?,reason s?,regarding core.v1/ObjectReference?,related core.v1/ObjectReference*?,note s?,type s?,deprecatedSource core.v1/EventSource?,deprecatedFirstTimestamp meta.v1/Time?,deprecatedLastTimestamp meta.v1/Time?,deprecatedCount i?
EventList=core.v1
EventSeries count i,lastObservedTime meta.v1/MicroTime
`,
  'events.v1beta1': `
Event=events.v1
EventList=core.v1
EventSeries count i,lastObservedTime meta.v1/MicroTime,state s
`,
  'extensions.v1beta1': `
AllowedCSIDriver name s
AllowedFlexVolume driver s
AllowedHostPath pathPrefix s?,readOnly b?
DaemonSet=apps.v1
DaemonSetCondition=apps.v1
DaemonSetList=apps.v1
DaemonSetSpec selector meta.v1/LabelSelector*?,template core.v1/PodTemplateSpec,updateStrategy DaemonSetUpdateStrategy?,minReadySeconds i?,templateGeneration l?,revisionHistoryLimit i*?
DaemonSetStatus=apps.v1
DaemonSetUpdateStrategy=apps.v1
Deployment=apps.v1
DeploymentCondition=apps.v1
DeploymentList=apps.v1
DeploymentRollback=apps.v1beta1
DeploymentSpec=apps.v1beta1
DeploymentStatus=apps.v1
DeploymentStrategy=apps.v1
FSGroupStrategyOptions rule s?,ranges [IDRange?
HTTPIngressPath path s?,backend IngressBackend,pathType s*?
HTTPIngressRuleValue paths [HTTPIngressPath
HostPortRange min i,max i
IDRange min l,max l
IPBlock cidr s,except [s?
Ingress metadata meta.v1/ObjectMeta?,spec IngressSpec?,status IngressStatus?
IngressBackend serviceName s?,servicePort intstr/IntOrString?,resource core.v1/TypedLocalObjectReference*?
IngressList metadata meta.v1/ListMeta?,items [Ingress
IngressLoadBalancerIngress ip s?,hostname s?,4ports [IngressPortStatus?
IngressLoadBalancerStatus ingress [IngressLoadBalancerIngress?
IngressPortStatus port i,protocol s,error s*?
IngressRule host s?,ingressRuleValue IngressRuleValue?~
IngressRuleValue http HTTPIngressRuleValue*?
IngressSpec backend IngressBackend*?,tls [IngressTLS?,rules [IngressRule?,ingressClassName s*?
IngressStatus loadBalancer IngressLoadBalancerStatus?
IngressTLS hosts [s?,secretName s?
NetworkPolicy metadata meta.v1/ObjectMeta?,spec NetworkPolicySpec?,status NetworkPolicyStatus?
NetworkPolicyEgressRule ports [NetworkPolicyPort?,to [NetworkPolicyPeer?
NetworkPolicyIngressRule ports [NetworkPolicyPort?,from [NetworkPolicyPeer?
NetworkPolicyList metadata meta.v1/ListMeta?,items [NetworkPolicy
NetworkPolicyPeer podSelector meta.v1/LabelSelector*?,namespaceSelector meta.v1/LabelSelector*?,ipBlock IPBlock*?
NetworkPolicyPort protocol s*?,port intstr/IntOrString*?,endPort i*?
NetworkPolicySpec podSelector meta.v1/LabelSelector,ingress [NetworkPolicyIngressRule?,egress [NetworkPolicyEgressRule?,policyTypes [s?
NetworkPolicyStatus conditions [meta.v1/Condition?
PodSecurityPolicy metadata meta.v1/ObjectMeta?,spec PodSecurityPolicySpec?
PodSecurityPolicyList metadata meta.v1/ListMeta?,items [PodSecurityPolicy
PodSecurityPolicySpec privileged b?,defaultAddCapabilities [s?,requiredDropCapabilities [s?,allowedCapabilities [s?,volumes [s?,hostNetwork b?,hostPorts [HostPortRange?,hostPID b?,hostIPC b?,seLinux SELinuxStrategyOptions,runAsUser RunAsUserStrategyOptions,supplementalGroups SupplementalGroupsStrategyOptions,fsGroup FSGroupStrategyOptions,readOnlyRootFilesystem b?,defaultAllowPrivilegeEscalation b*?,allowPrivilegeEscalation b*?,allowedHostPaths [AllowedHostPath?,allowedFlexVolumes [AllowedFlexVolume?,allowedUnsafeSysctls [s?,forbiddenSysctls [s?,allowedProcMountTypes [s?,runAsGroup RunAsGroupStrategyOptions*?,allowedCSIDrivers [AllowedCSIDriver?,runtimeClass RuntimeClassStrategyOptions*?
ReplicaSet=apps.v1
ReplicaSetCondition=apps.v1
ReplicaSetList=apps.v1
ReplicaSetSpec replicas i*?,selector meta.v1/LabelSelector*?,template core.v1/PodTemplateSpec?,minReadySeconds i?
ReplicaSetStatus=apps.v1
ReplicationControllerDummy 
RollbackConfig revision l?
RollingUpdateDaemonSet=apps.v1
RollingUpdateDeployment=apps.v1
RunAsGroupStrategyOptions rule s,ranges [IDRange?
RunAsUserStrategyOptions rule s,ranges [IDRange?
RuntimeClassStrategyOptions allowedRuntimeClassNames [s,defaultRuntimeClassName s*?
SELinuxStrategyOptions rule s,seLinuxOptions core.v1/SELinuxOptions*?
Scale=apps.v1beta1
ScaleSpec replicas i?
ScaleStatus=apps.v1beta1
SupplementalGroupsStrategyOptions rule s?,ranges [IDRange?
`,
  'flowcontrol.v1': `
ExemptPriorityLevelConfiguration nominalConcurrencyShares i*?,lendablePercent i*?
FlowDistinguisherMethod type s
FlowSchema metadata meta.v1/ObjectMeta?,spec FlowSchemaSpec?,status FlowSchemaStatus?
FlowSchemaCondition type s?,status s?,lastTransitionTime meta.v1/Time?,reason s?,message s?
FlowSchemaList metadata meta.v1/ListMeta?,items [FlowSchema
FlowSchemaSpec priorityLevelConfiguration PriorityLevelConfigurationReference,matchingPrecedence i,distinguisherMethod FlowDistinguisherMethod*?,rules [PolicyRulesWithSubjects?
FlowSchemaStatus conditions [FlowSchemaCondition?
GroupSubject name s
LimitResponse type s,queuing QueuingConfiguration*?
LimitedPriorityLevelConfiguration nominalConcurrencyShares i*,limitResponse LimitResponse?,lendablePercent i*?,borrowingLimitPercent i*?
NonResourcePolicyRule verbs [s,6nonResourceURLs [s
PolicyRulesWithSubjects subjects [Subject,resourceRules [ResourcePolicyRule?,nonResourceRules [NonResourcePolicyRule?
PriorityLevelConfiguration metadata meta.v1/ObjectMeta?,spec PriorityLevelConfigurationSpec?,status PriorityLevelConfigurationStatus?
PriorityLevelConfigurationCondition type s?,status s?,lastTransitionTime meta.v1/Time?,reason s?,message s?
PriorityLevelConfigurationList metadata meta.v1/ListMeta?,items [PriorityLevelConfiguration
PriorityLevelConfigurationReference name s
PriorityLevelConfigurationSpec type s,limited LimitedPriorityLevelConfiguration*?,exempt ExemptPriorityLevelConfiguration*?
PriorityLevelConfigurationStatus conditions [PriorityLevelConfigurationCondition?
QueuingConfiguration queues i,handSize i,queueLengthLimit i
ResourcePolicyRule verbs [s,apiGroups [s,resources [s,clusterScope b?,namespaces [s
ServiceAccountSubject namespace s,name s
Subject kind s,user UserSubject*?,group GroupSubject*?,serviceAccount ServiceAccountSubject*?
UserSubject name s
`,
  'flowcontrol.v1alpha1': `
ExemptPriorityLevelConfiguration=flowcontrol.v1
FlowDistinguisherMethod type s
FlowSchema=flowcontrol.v1
FlowSchemaCondition=flowcontrol.v1
FlowSchemaList=flowcontrol.v1
FlowSchemaSpec=flowcontrol.v1
FlowSchemaStatus=flowcontrol.v1
GroupSubject name s
LimitResponse=flowcontrol.v1
LimitedPriorityLevelConfiguration assuredConcurrencyShares i,limitResponse LimitResponse?,lendablePercent i*?,borrowingLimitPercent i*?
NonResourcePolicyRule=flowcontrol.v1
PolicyRulesWithSubjects=flowcontrol.v1
PriorityLevelConfiguration=flowcontrol.v1
PriorityLevelConfigurationCondition=flowcontrol.v1
PriorityLevelConfigurationList=flowcontrol.v1
PriorityLevelConfigurationReference name s
PriorityLevelConfigurationSpec=flowcontrol.v1
PriorityLevelConfigurationStatus=flowcontrol.v1
QueuingConfiguration=flowcontrol.v1
ResourcePolicyRule=flowcontrol.v1
ServiceAccountSubject=flowcontrol.v1
Subject=flowcontrol.v1
UserSubject name s
`,
  'flowcontrol.v1beta1': `
ExemptPriorityLevelConfiguration=flowcontrol.v1
FlowDistinguisherMethod type s
FlowSchema=flowcontrol.v1
FlowSchemaCondition=flowcontrol.v1
FlowSchemaList=flowcontrol.v1
FlowSchemaSpec=flowcontrol.v1
FlowSchemaStatus=flowcontrol.v1
GroupSubject name s
LimitResponse=flowcontrol.v1
LimitedPriorityLevelConfiguration=flowcontrol.v1alpha1
NonResourcePolicyRule=flowcontrol.v1
PolicyRulesWithSubjects=flowcontrol.v1
PriorityLevelConfiguration=flowcontrol.v1
PriorityLevelConfigurationCondition=flowcontrol.v1
PriorityLevelConfigurationList=flowcontrol.v1
PriorityLevelConfigurationReference name s
PriorityLevelConfigurationSpec=flowcontrol.v1
PriorityLevelConfigurationStatus=flowcontrol.v1
QueuingConfiguration=flowcontrol.v1
ResourcePolicyRule=flowcontrol.v1
ServiceAccountSubject=flowcontrol.v1
Subject=flowcontrol.v1
UserSubject name s
`,
  'flowcontrol.v1beta2': `
ExemptPriorityLevelConfiguration=flowcontrol.v1
FlowDistinguisherMethod type s
FlowSchema=flowcontrol.v1
FlowSchemaCondition=flowcontrol.v1
FlowSchemaList=flowcontrol.v1
FlowSchemaSpec=flowcontrol.v1
FlowSchemaStatus=flowcontrol.v1
GroupSubject name s
LimitResponse=flowcontrol.v1
LimitedPriorityLevelConfiguration=flowcontrol.v1alpha1
NonResourcePolicyRule=flowcontrol.v1
PolicyRulesWithSubjects=flowcontrol.v1
PriorityLevelConfiguration=flowcontrol.v1
PriorityLevelConfigurationCondition=flowcontrol.v1
PriorityLevelConfigurationList=flowcontrol.v1
PriorityLevelConfigurationReference name s
PriorityLevelConfigurationSpec=flowcontrol.v1
PriorityLevelConfigurationStatus=flowcontrol.v1
QueuingConfiguration=flowcontrol.v1
ResourcePolicyRule=flowcontrol.v1
ServiceAccountSubject=flowcontrol.v1
Subject=flowcontrol.v1
UserSubject name s
`,
  'flowcontrol.v1beta3': `
ExemptPriorityLevelConfiguration=flowcontrol.v1
FlowDistinguisherMethod type s
FlowSchema=flowcontrol.v1
FlowSchemaCondition=flowcontrol.v1
FlowSchemaList=flowcontrol.v1
FlowSchemaSpec=flowcontrol.v1
FlowSchemaStatus=flowcontrol.v1
GroupSubject name s
LimitResponse=flowcontrol.v1
LimitedPriorityLevelConfiguration nominalConcurrencyShares i,limitResponse LimitResponse?,lendablePercent i*?,borrowingLimitPercent i*?
NonResourcePolicyRule=flowcontrol.v1
PolicyRulesWithSubjects=flowcontrol.v1
PriorityLevelConfiguration=flowcontrol.v1
PriorityLevelConfigurationCondition=flowcontrol.v1
PriorityLevelConfigurationList=flowcontrol.v1
PriorityLevelConfigurationReference name s
PriorityLevelConfigurationSpec=flowcontrol.v1
PriorityLevelConfigurationStatus=flowcontrol.v1
QueuingConfiguration=flowcontrol.v1
ResourcePolicyRule=flowcontrol.v1
ServiceAccountSubject=flowcontrol.v1
Subject=flowcontrol.v1
UserSubject name s
`,
  'imagepolicy.v1alpha1': `
ImageReview metadata meta.v1/ObjectMeta?,spec ImageReviewSpec,status ImageReviewStatus?
ImageReviewContainerSpec image s?
ImageReviewSpec containers [ImageReviewContainerSpec?,annotations {s?,namespace s?
ImageReviewStatus allowed b,reason s?,auditAnnotations {s?
`,
  'lifecycle.v1alpha1': `
Eviction metadata meta.v1/ObjectMeta?,spec EvictionSpec,status EvictionStatus?
EvictionList metadata meta.v1/ListMeta?,items [Eviction
EvictionPodReference name s,uid s
EvictionRequest metadata meta.v1/ObjectMeta?,spec EvictionRequestSpec,status EvictionRequestStatus?
EvictionRequestList metadata meta.v1/ListMeta?,items [EvictionRequest
EvictionRequestPodReference name s,uid s
EvictionRequestSpec target EvictionRequestTarget,requester s,intent s
EvictionRequestStatus conditions [meta.v1/Condition?,observedGeneration l*?
EvictionRequestTarget pod EvictionRequestPodReference*?
EvictionSpec target EvictionTarget
EvictionStatus conditions [meta.v1/Condition?,observedGeneration l*?,requesters [Requester?,targetResponders [TargetResponder?,responders [ResponderStatus?
EvictionTarget pod EvictionPodReference*?
Requester name s,intent s
ResponderStatus name s,startTime meta.v1/Time*?,heartbeatTime meta.v1/Time*?,expectedCompletionTime meta.v1/Time*?,completionTime meta.v1/Time*?,message s*?
TargetResponder name s,priority i*,state s
`,
  'meta.v1': `
APIGroup name s,versions [GroupVersionForDiscovery,preferredVersion GroupVersionForDiscovery?,serverAddressByClientCIDRs [ServerAddressByClientCIDR?
APIGroupList groups [APIGroup
APIResource name s,namespaced b,kind s,verbs Verbs,shortNames [s?,singularName s,categories [s?,group s?,version s?,storageVersionHash s?
APIResourceList groupVersion s,resources [APIResource
APIVersions versions [s,serverAddressByClientCIDRs [ServerAddressByClientCIDR
ApplyOptions dryRun [s?,force b,fieldManager s
Condition type s,status s,observedGeneration l?,lastTransitionTime Time,reason s,message s
CreateOptions dryRun [s?,3fieldManager s?,fieldValidation s?
DeleteOptions gracePeriodSeconds l*?,preconditions Preconditions*?,orphanDependents b*?,propagationPolicy s*?,dryRun [s?,ignoreStoreReadErrorWithClusterBreakingPotential b*?
ExportOptions export b,exact b
FieldSelectorRequirement key s,operator s,values [s?
GetOptions resourceVersion s?
GroupKind group s,kind s
GroupResource group s,resource s
GroupVersion group s,version s
GroupVersionForDiscovery groupVersion s,version s
GroupVersionKind group s,version s,kind s
GroupVersionResource group s,version s,resource s
LabelSelector matchLabels {s?,matchExpressions [LabelSelectorRequirement?
LabelSelectorRequirement key s,operator s,values [s?
List metadata ListMeta?,items [runtime/RawExtension
ListMeta selfLink s?,resourceVersion s?,continue s?,remainingItemCount l*?,shardInfo ShardInfo*?
ListOptions labelSelector s?,fieldSelector s?,watch b?,resourceVersion s?,timeoutSeconds l*?,7limit l?,continue s?,allowWatchBookmarks b?,resourceVersionMatch s?,sendInitialEvents b*?,15shardSelector s?
ManagedFieldsEntry manager s?,operation s?,apiVersion s?,time Time*?,6fieldsType s?,fieldsV1 FieldsV1*?,subresource s?
ObjectMeta name s?,generateName s?,namespace s?,selfLink s?,uid s?,resourceVersion s?,generation l?,creationTimestamp Time?,deletionTimestamp Time*?,deletionGracePeriodSeconds l*?,labels {s?,annotations {s?,ownerReferences [OwnerReference?,finalizers [s?,clusterName s?,17managedFields [ManagedFieldsEntry?
OwnerReference kind s,3name s,uid s,apiVersion s,controller b*?,blockOwnerDeletion b*?
PartialObjectMetadata metadata ObjectMeta?
PartialObjectMetadataList metadata ListMeta?,items [PartialObjectMetadata
Patch 
PatchOptions dryRun [s?,force b*?,fieldManager s?,fieldValidation s?
Preconditions uid s*?,resourceVersion s*?
RootPaths paths [s
ServerAddressByClientCIDR clientCIDR s,serverAddress s
ShardInfo selector s
Status metadata ListMeta?,status s?,message s?,reason s?,details StatusDetails*?,code i?
StatusCause reason s?,message s?,field s?
StatusDetails name s?,group s?,kind s?,causes [StatusCause?,retryAfterSeconds i?,uid s?
TableOptions includeObject s?
TypeMeta kind s?,apiVersion s?
UpdateOptions dryRun [s?,fieldManager s?,fieldValidation s?
WatchEvent type s,object runtime/RawExtension
`,
  'meta.v1beta1': `
PartialObjectMetadataList items [meta.v1/PartialObjectMetadata,metadata meta.v1/ListMeta?
`,
  'networking.v1': `
HTTPIngressPath path s?,backend IngressBackend,pathType s*
HTTPIngressRuleValue=extensions.v1beta1
IPAddress metadata meta.v1/ObjectMeta?,spec IPAddressSpec?
IPAddressList metadata meta.v1/ListMeta?,items [IPAddress
IPAddressSpec parentRef ParentReference*?
IPBlock cidr s,except [s?
Ingress=extensions.v1beta1
IngressBackend 3resource core.v1/TypedLocalObjectReference*?,service IngressServiceBackend*?
IngressClass metadata meta.v1/ObjectMeta?,spec IngressClassSpec?
IngressClassList metadata meta.v1/ListMeta?,items [IngressClass
IngressClassParametersReference apiGroup s*?,kind s,name s,scope s*,namespace s*?
IngressClassSpec controller s?,parameters IngressClassParametersReference*?
IngressList=extensions.v1beta1
IngressLoadBalancerIngress=extensions.v1beta1
IngressLoadBalancerStatus=extensions.v1beta1
IngressPortStatus=extensions.v1beta1
IngressRule=extensions.v1beta1
IngressRuleValue=extensions.v1beta1
IngressServiceBackend name s,port ServiceBackendPort?
IngressSpec defaultBackend IngressBackend*?,tls [IngressTLS?,rules [IngressRule?,ingressClassName s*?
IngressStatus=extensions.v1beta1
IngressTLS=extensions.v1beta1
NetworkPolicy=extensions.v1beta1
NetworkPolicyEgressRule=extensions.v1beta1
NetworkPolicyIngressRule=extensions.v1beta1
NetworkPolicyList=extensions.v1beta1
NetworkPolicyPeer=extensions.v1beta1
NetworkPolicyPort=extensions.v1beta1
NetworkPolicySpec=extensions.v1beta1
NetworkPolicyStatus=extensions.v1beta1
ParentReference group s?,resource s?,namespace s?,name s?
ServiceBackendPort name s?,number i?
ServiceCIDR metadata meta.v1/ObjectMeta?,spec ServiceCIDRSpec?,status ServiceCIDRStatus?
ServiceCIDRList metadata meta.v1/ListMeta?,items [ServiceCIDR
ServiceCIDRSpec cidrs [s?
ServiceCIDRStatus conditions [meta.v1/Condition?
`,
  'networking.v1alpha1': `
ClusterCIDR metadata meta.v1/ObjectMeta?,spec ClusterCIDRSpec?
ClusterCIDRList metadata meta.v1/ListMeta?,items [ClusterCIDR
ClusterCIDRSpec nodeSelector core.v1/NodeSelector*?,perNodeHostBits i,ipv4 s,ipv6 s
IPAddress=networking.v1
IPAddressList=networking.v1
IPAddressSpec=networking.v1
ParentReference group s?,resource s?,namespace s?,name s?,uid s?
ServiceCIDR=networking.v1
ServiceCIDRList=networking.v1
ServiceCIDRSpec cidrs [s?
ServiceCIDRStatus=networking.v1
`,
  'networking.v1beta1': `
HTTPIngressPath=extensions.v1beta1
HTTPIngressRuleValue=extensions.v1beta1
IPAddress=networking.v1
IPAddressList=networking.v1
IPAddressSpec=networking.v1
Ingress=extensions.v1beta1
IngressBackend=extensions.v1beta1
IngressClass=networking.v1
IngressClassList=networking.v1
IngressClassParametersReference=networking.v1
IngressClassSpec=networking.v1
IngressList=extensions.v1beta1
IngressLoadBalancerIngress=extensions.v1beta1
IngressLoadBalancerStatus=extensions.v1beta1
IngressPortStatus=extensions.v1beta1
IngressRule=extensions.v1beta1
IngressRuleValue=extensions.v1beta1
IngressSpec=extensions.v1beta1
IngressStatus=extensions.v1beta1
IngressTLS=extensions.v1beta1
ParentReference=networking.v1
ServiceCIDR=networking.v1
ServiceCIDRList=networking.v1
ServiceCIDRSpec cidrs [s?
ServiceCIDRStatus=networking.v1
`,
  'node.v1': `
Overhead podFixed {resource/Quantity?
RuntimeClass metadata meta.v1/ObjectMeta?,handler s,overhead Overhead*?,scheduling Scheduling*?
RuntimeClassList metadata meta.v1/ListMeta?,items [RuntimeClass
Scheduling nodeSelector {s?,tolerations [core.v1/Toleration?
`,
  'node.v1alpha1': `
Overhead=node.v1
RuntimeClass metadata meta.v1/ObjectMeta?,spec RuntimeClassSpec
RuntimeClassList=node.v1
RuntimeClassSpec runtimeHandler s,overhead Overhead*?,scheduling Scheduling*?
Scheduling=node.v1
`,
  'node.v1beta1': `
Overhead=node.v1
RuntimeClass=node.v1
RuntimeClassList=node.v1
Scheduling=node.v1
`,
  'policy.v1': `
Eviction metadata meta.v1/ObjectMeta?,deleteOptions meta.v1/DeleteOptions*?
PodDisruptionBudget metadata meta.v1/ObjectMeta?,spec PodDisruptionBudgetSpec?,status PodDisruptionBudgetStatus?
PodDisruptionBudgetList metadata meta.v1/ListMeta?,items [PodDisruptionBudget
PodDisruptionBudgetSpec minAvailable intstr/IntOrString*?,selector meta.v1/LabelSelector*?,maxUnavailable intstr/IntOrString*?,unhealthyPodEvictionPolicy s*?
PodDisruptionBudgetStatus observedGeneration l?,disruptedPods {meta.v1/Time?,disruptionsAllowed i,currentHealthy i,desiredHealthy i,expectedPods i,conditions [meta.v1/Condition?
`,
  'policy.v1beta1': `
AllowedCSIDriver name s
AllowedFlexVolume driver s
AllowedHostPath=extensions.v1beta1
Eviction=policy.v1
FSGroupStrategyOptions=extensions.v1beta1
HostPortRange min i,max i
IDRange min l,max l
PodDisruptionBudget=policy.v1
PodDisruptionBudgetList=policy.v1
PodDisruptionBudgetSpec=policy.v1
PodDisruptionBudgetStatus=policy.v1
PodSecurityPolicy=extensions.v1beta1
PodSecurityPolicyList=extensions.v1beta1
PodSecurityPolicySpec=extensions.v1beta1
RunAsGroupStrategyOptions=extensions.v1beta1
RunAsUserStrategyOptions=extensions.v1beta1
RuntimeClassStrategyOptions=extensions.v1beta1
SELinuxStrategyOptions=extensions.v1beta1
SupplementalGroupsStrategyOptions=extensions.v1beta1
`,
  'rbac.v1': `
AggregationRule clusterRoleSelectors [meta.v1/LabelSelector?
ClusterRole metadata meta.v1/ObjectMeta?,rules [PolicyRule,aggregationRule AggregationRule*?
ClusterRoleBinding metadata meta.v1/ObjectMeta?,subjects [Subject?,roleRef RoleRef
ClusterRoleBindingList metadata meta.v1/ListMeta?,items [ClusterRoleBinding
ClusterRoleList metadata meta.v1/ListMeta?,items [ClusterRole
PolicyRule verbs [s,apiGroups [s?,resources [s?,resourceNames [s?,nonResourceURLs [s?
Role metadata meta.v1/ObjectMeta?,rules [PolicyRule
RoleBinding metadata meta.v1/ObjectMeta?,subjects [Subject?,roleRef RoleRef
RoleBindingList metadata meta.v1/ListMeta?,items [RoleBinding
RoleList metadata meta.v1/ListMeta?,items [Role
RoleRef apiGroup s,kind s,name s
Subject kind s,apiGroup s?,name s,namespace s?
`,
  'rbac.v1alpha1': `
AggregationRule=rbac.v1
ClusterRole=rbac.v1
ClusterRoleBinding=rbac.v1
ClusterRoleBindingList=rbac.v1
ClusterRoleList=rbac.v1
PolicyRule verbs [s,3apiGroups [s?,resources [s?,resourceNames [s?,nonResourceURLs [s?
Role=rbac.v1
RoleBinding=rbac.v1
RoleBindingList=rbac.v1
RoleList=rbac.v1
RoleRef=rbac.v1
Subject kind s,apiVersion s?,name s,namespace s?
`,
  'rbac.v1beta1': `
AggregationRule=rbac.v1
ClusterRole=rbac.v1
ClusterRoleBinding=rbac.v1
ClusterRoleBindingList=rbac.v1
ClusterRoleList=rbac.v1
PolicyRule=rbac.v1
Role=rbac.v1
RoleBinding=rbac.v1
RoleBindingList=rbac.v1
RoleList=rbac.v1
RoleRef=rbac.v1
Subject=rbac.v1
`,
  'resource.v1': `
AllocatedDeviceStatus driver s,pool s,device s,conditions [meta.v1/Condition,data runtime/RawExtension*?,networkData NetworkDeviceData*?,shareID s*?
AllocationResult devices DeviceAllocationResult?,3nodeSelector core.v1/NodeSelector*?,5allocationTimestamp meta.v1/Time*?
CELDeviceSelector expression s
CapacityRequestPolicy default resource/Quantity*,3validValues [resource/Quantity?,validRange CapacityRequestPolicyRange*?
CapacityRequestPolicyRange min resource/Quantity*?,max resource/Quantity*?,step resource/Quantity*?
CapacityRequirements requests {resource/Quantity?
Counter value resource/Quantity
CounterSet name s,counters {Counter?
Device name s,attributes {DeviceAttribute?,capacity {DeviceCapacity?,consumesCounters [DeviceCounterConsumption?,nodeName s*?,nodeSelector core.v1/NodeSelector*?,allNodes b*?,taints [DeviceTaint?,bindsToNode b*?,bindingConditions [s?,bindingFailureConditions [s?,allowMultipleAllocations b*?,nodeAllocatableResourceMappings {NodeAllocatableResourceMapping?,nodeAllocatableResources {NodeAllocatableResource?
DeviceAllocationConfiguration source s,requests [s?,deviceConfiguration DeviceConfiguration~
DeviceAllocationResult results [DeviceRequestAllocationResult?,config [DeviceAllocationConfiguration?
DeviceAttribute 2int l*?,bool b*?,string s*?,version s*?,ints [l?,bools [b?,strings [s?,versions [s?
DeviceCapacity value resource/Quantity,requestPolicy CapacityRequestPolicy*?
DeviceClaim requests [DeviceRequest,constraints [DeviceConstraint?,config [DeviceClaimConfiguration?
DeviceClaimConfiguration requests [s?,deviceConfiguration DeviceConfiguration~
DeviceClass metadata meta.v1/ObjectMeta?,spec DeviceClassSpec
DeviceClassConfiguration deviceConfiguration DeviceConfiguration~
DeviceClassList metadata meta.v1/ListMeta?,items [DeviceClass
DeviceClassSpec selectors [DeviceSelector?,config [DeviceClassConfiguration?,4extendedResourceName s*?
DeviceConfiguration opaque OpaqueDeviceConfiguration*?
DeviceConstraint requests [s?,matchAttribute s*?,distinctAttribute s*?
DeviceCounterConsumption counterSet s,counters {Counter?,compatibilityGroups [s?
DeviceDerivedAttribute name s,expression s
DeviceRequest name s,exactly ExactDeviceRequest*?,firstAvailable [DeviceSubRequest?
DeviceRequestAllocationResult request s,driver s,pool s,device s,adminAccess b*?,tolerations [DeviceToleration?,bindingConditions [s?,bindingFailureConditions [s?,shareID s*?,consumedCapacity {resource/Quantity?,skipNodeOperations [s?
DeviceSelector cel CELDeviceSelector*?
DeviceSubRequest name s,deviceClassName s,selectors [DeviceSelector?,allocationMode s?,count l?,tolerations [DeviceToleration?,capacity CapacityRequirements*?,derivedAttributes [DeviceDerivedAttribute?
DeviceTaint key s,value s?,effect s,timeAdded meta.v1/Time*?
DeviceTaintRule metadata meta.v1/ObjectMeta?,spec DeviceTaintRuleSpec,status DeviceTaintRuleStatus?
DeviceTaintRuleList metadata meta.v1/ListMeta?,items [DeviceTaintRule
DeviceTaintRuleSpec deviceSelector DeviceTaintSelector*?,taint DeviceTaint?
DeviceTaintRuleStatus conditions [meta.v1/Condition?
DeviceTaintSelector 2driver s*?,pool s*?,device s*?
DeviceToleration key s?,operator s?,value s?,effect s?,tolerationSeconds l*?
ExactDeviceRequest deviceClassName s,selectors [DeviceSelector?,allocationMode s?,count l?,adminAccess b*?,tolerations [DeviceToleration?,capacity CapacityRequirements*?,derivedAttributes [DeviceDerivedAttribute?
NetworkDeviceData interfaceName s?,ips [s?,hardwareAddress s?
NodeAllocatableMapping capacityKey s*?,capacityMultiplier resource/Quantity*?,deviceMultiplier resource/Quantity*?
NodeAllocatableOverhead perPod resource/Quantity*?,perContainer resource/Quantity*?
NodeAllocatableResource 3mapping NodeAllocatableMapping*?,overhead NodeAllocatableOverhead*?
NodeAllocatableResourceMapping capacityKey s*?,allocationMultiplier resource/Quantity*?
OpaqueDeviceConfiguration driver s,parameters runtime/RawExtension
ResourceClaim metadata meta.v1/ObjectMeta?,spec ResourceClaimSpec,status ResourceClaimStatus?
ResourceClaimConsumerReference apiGroup s?,3resource s,name s,uid s
ResourceClaimList metadata meta.v1/ListMeta?,items [ResourceClaim
ResourceClaimSpec devices DeviceClaim
ResourceClaimStatus allocation AllocationResult*?,reservedFor [ResourceClaimConsumerReference?,4devices [AllocatedDeviceStatus?
ResourceClaimTemplate metadata meta.v1/ObjectMeta?,spec ResourceClaimTemplateSpec
ResourceClaimTemplateList metadata meta.v1/ListMeta?,items [ResourceClaimTemplate
ResourceClaimTemplateSpec metadata meta.v1/ObjectMeta?,spec ResourceClaimSpec
ResourcePool name s,generation l,resourceSliceCount l
ResourceSlice metadata meta.v1/ObjectMeta?,spec ResourceSliceSpec
ResourceSliceList metadata meta.v1/ListMeta?,items [ResourceSlice
ResourceSliceSpec driver s,pool ResourcePool,nodeName s*?,nodeSelector core.v1/NodeSelector*?,allNodes b*?,devices [Device?,perDeviceNodeSelection b*?,sharedCounters [CounterSet?,partitionTypeAttribute s*?,skipNodeOperations [s?
`,
  'resource.v1alpha1': `
AllocationResult resourceHandle s?,availableOnNodes core.v1/NodeSelector*?,shareable b?
PodScheduling metadata meta.v1/ObjectMeta?,spec PodSchedulingSpec,status PodSchedulingStatus?
PodSchedulingList metadata meta.v1/ListMeta?,items [PodScheduling
PodSchedulingSpec selectedNode s?,potentialNodes [s?
PodSchedulingStatus resourceClaims [ResourceClaimSchedulingStatus?
ResourceClaim=resource.v1
ResourceClaimConsumerReference=resource.v1
ResourceClaimList=resource.v1
ResourceClaimParametersReference apiGroup s?,kind s,name s
ResourceClaimSchedulingStatus name s?,unsuitableNodes [s?
ResourceClaimSpec resourceClassName s,parametersRef ResourceClaimParametersReference*?,allocationMode s?
ResourceClaimStatus driverName s?,allocation AllocationResult*?,reservedFor [ResourceClaimConsumerReference?,deallocationRequested b?
ResourceClaimTemplate=resource.v1
ResourceClaimTemplateList=resource.v1
ResourceClaimTemplateSpec=resource.v1
ResourceClass metadata meta.v1/ObjectMeta?,driverName s,parametersRef ResourceClassParametersReference*?,suitableNodes core.v1/NodeSelector*?
ResourceClassList metadata meta.v1/ListMeta?,items [ResourceClass
ResourceClassParametersReference apiGroup s?,kind s,name s,namespace s?
`,
  'resource.v1alpha2': `
AllocationResult resourceHandles [ResourceHandle?,availableOnNodes core.v1/NodeSelector*?,shareable b?
AllocationResultModel namedResources NamedResourcesAllocationResult*?
DriverAllocationResult vendorRequestParameters runtime/RawExtension?,allocationResultModel AllocationResultModel~
DriverRequests driverName s?,vendorParameters runtime/RawExtension?,requests [ResourceRequest?
NamedResourcesAllocationResult name s
NamedResourcesAttribute name s,attributeValue NamedResourcesAttributeValue~
NamedResourcesAttributeValue 2bool b*?,5string s*?,quantity resource/Quantity*?,int l*?,intSlice NamedResourcesIntSlice*?,stringSlice NamedResourcesStringSlice*?,version s*?
NamedResourcesFilter selector s
NamedResourcesInstance name s,attributes [NamedResourcesAttribute?
NamedResourcesIntSlice ints [l
NamedResourcesRequest selector s
NamedResourcesResources instances [NamedResourcesInstance
NamedResourcesStringSlice strings [s
PodSchedulingContext metadata meta.v1/ObjectMeta?,spec PodSchedulingContextSpec,status PodSchedulingContextStatus?
PodSchedulingContextList metadata meta.v1/ListMeta?,items [PodSchedulingContext
PodSchedulingContextSpec selectedNode s?,potentialNodes [s?
PodSchedulingContextStatus resourceClaims [ResourceClaimSchedulingStatus?
ResourceClaim=resource.v1
ResourceClaimConsumerReference=resource.v1
ResourceClaimList=resource.v1
ResourceClaimParameters metadata meta.v1/ObjectMeta?,generatedFrom ResourceClaimParametersReference*?,shareable b?,driverRequests [DriverRequests?
ResourceClaimParametersList metadata meta.v1/ListMeta?,items [ResourceClaimParameters
ResourceClaimParametersReference=resource.v1alpha1
ResourceClaimSchedulingStatus=resource.v1alpha1
ResourceClaimSpec=resource.v1alpha1
ResourceClaimStatus=resource.v1alpha1
ResourceClaimTemplate=resource.v1
ResourceClaimTemplateList=resource.v1
ResourceClaimTemplateSpec=resource.v1
ResourceClass metadata meta.v1/ObjectMeta?,driverName s,parametersRef ResourceClassParametersReference*?,suitableNodes core.v1/NodeSelector*?,structuredParameters b*?
ResourceClassList=resource.v1alpha1
ResourceClassParameters metadata meta.v1/ObjectMeta?,generatedFrom ResourceClassParametersReference*?,vendorParameters [VendorParameters?,filters [ResourceFilter?
ResourceClassParametersList metadata meta.v1/ListMeta?,items [ResourceClassParameters
ResourceClassParametersReference=resource.v1alpha1
ResourceFilter driverName s?,resourceFilterModel ResourceFilterModel~
ResourceFilterModel namedResources NamedResourcesFilter*?
ResourceHandle driverName s?,data s?,5structuredData StructuredResourceHandle*?
ResourceModel namedResources NamedResourcesResources*?
ResourceRequest vendorParameters runtime/RawExtension?,resourceRequestModel ResourceRequestModel~
ResourceRequestModel namedResources NamedResourcesRequest*?
ResourceSlice metadata meta.v1/ObjectMeta?,nodeName s?,driverName s,resourceModel ResourceModel~
ResourceSliceList=resource.v1
StructuredResourceHandle vendorClassParameters runtime/RawExtension?,vendorClaimParameters runtime/RawExtension?,4nodeName s?,results [DriverAllocationResult
VendorParameters driverName s?,parameters runtime/RawExtension?
`,
  'resource.v1alpha3': `
AllocatedDeviceStatus driver s,pool s,device s,conditions [meta.v1/Condition,data runtime/RawExtension*?,networkData NetworkDeviceData*?
AllocationResult devices DeviceAllocationResult?,3nodeSelector core.v1/NodeSelector*?,controller s?
BasicDevice attributes {DeviceAttribute?,capacity {resource/Quantity?,consumesCounters [DeviceCounterConsumption?,nodeName s*?,nodeSelector core.v1/NodeSelector*?,allNodes b*?,taints [DeviceTaint?
CELDeviceSelector=resource.v1
Counter=resource.v1
CounterSet=resource.v1
Device name s,basic BasicDevice*?
DeviceAllocationConfiguration=resource.v1
DeviceAllocationResult=resource.v1
DeviceAttribute 2int l*?,bool b*?,string s*?,version s*?
DeviceClaim=resource.v1
DeviceClaimConfiguration=resource.v1
DeviceClass=resource.v1
DeviceClassConfiguration=resource.v1
DeviceClassList=resource.v1
DeviceClassSpec selectors [DeviceSelector?,config [DeviceClassConfiguration?,suitableNodes core.v1/NodeSelector*?
DeviceConfiguration=resource.v1
DeviceConstraint requests [s?,matchAttribute s*?
DeviceCounterConsumption counterSet s,counters {Counter?
DeviceRequest name s,deviceClassName s,selectors [DeviceSelector?,allocationMode s?,count l?,adminAccess b*?,firstAvailable [DeviceSubRequest?,tolerations [DeviceToleration?
DeviceRequestAllocationResult request s,driver s,pool s,device s,adminAccess b*?,tolerations [DeviceToleration?
DeviceSelector=resource.v1
DeviceSubRequest name s,deviceClassName s,selectors [DeviceSelector?,allocationMode s?,count l?,7tolerations [DeviceToleration?
DeviceTaint=resource.v1
DeviceTaintRule=resource.v1
DeviceTaintRuleList=resource.v1
DeviceTaintRuleSpec=resource.v1
DeviceTaintRuleStatus=resource.v1
DeviceTaintSelector deviceClassName s*?,driver s*?,pool s*?,device s*?,selectors [DeviceSelector?
DeviceToleration=resource.v1
NetworkDeviceData=resource.v1
OpaqueDeviceConfiguration=resource.v1
PartitionTypeStatus type s?,total i*?,allocatable i*?,attribute s?
PodSchedulingContext=resource.v1alpha2
PodSchedulingContextList=resource.v1alpha2
PodSchedulingContextSpec=resource.v1alpha2
PodSchedulingContextStatus=resource.v1alpha2
PoolStatus driver s?,poolName s?,nodeName s*?,totalDevices i*?,allocatedDevices i*?,availableDevices i*?,unavailableDevices i*?,resourceSliceCount i*?,generation l,validationError s*?,partitionSummary [PartitionTypeStatus?,13shareableSummary ShareableSummaryStatus*?
ResourceClaim=resource.v1
ResourceClaimConsumerReference=resource.v1
ResourceClaimList=resource.v1
ResourceClaimSchedulingStatus name s,unsuitableNodes [s?
ResourceClaimSpec devices DeviceClaim,controller s?
ResourceClaimStatus allocation AllocationResult*?,reservedFor [ResourceClaimConsumerReference?,deallocationRequested b?,devices [AllocatedDeviceStatus?
ResourceClaimTemplate=resource.v1
ResourceClaimTemplateList=resource.v1
ResourceClaimTemplateSpec=resource.v1
ResourcePool=resource.v1
ResourcePoolStatusRequest metadata meta.v1/ObjectMeta?,spec ResourcePoolStatusRequestSpec,status ResourcePoolStatusRequestStatus*?
ResourcePoolStatusRequestList metadata meta.v1/ListMeta?,items [ResourcePoolStatusRequest
ResourcePoolStatusRequestSpec driver s,poolName s*?,limit i*?,defaultPartitionTypeAttribute s*?
ResourcePoolStatusRequestStatus 2pools [PoolStatus?,conditions [meta.v1/Condition?,6poolCount i*?
ResourceSlice=resource.v1
ResourceSliceList=resource.v1
ResourceSliceSpec driver s,pool ResourcePool,nodeName s?,nodeSelector core.v1/NodeSelector*?,allNodes b?,devices [Device,perDeviceNodeSelection b*?,sharedCounters [CounterSet?
ShareableCapacityStatus name s?,total resource/Quantity*?,consumed resource/Quantity*?,available resource/Quantity*?
ShareableSummaryStatus fullyAvailableDevices i*?,partiallyAvailableDevices i*?,capacity [ShareableCapacityStatus?
`,
  'resource.v1beta1': `
AllocatedDeviceStatus=resource.v1
AllocationResult=resource.v1
BasicDevice attributes {DeviceAttribute?,capacity {DeviceCapacity?,consumesCounters [DeviceCounterConsumption?,nodeName s*?,nodeSelector core.v1/NodeSelector*?,allNodes b*?,taints [DeviceTaint?,bindsToNode b*?,bindingConditions [s?,bindingFailureConditions [s?,allowMultipleAllocations b*?,nodeAllocatableResourceMappings {NodeAllocatableResourceMapping?,14nodeAllocatableResources {NodeAllocatableResource?
CELDeviceSelector=resource.v1
CapacityRequestPolicy=resource.v1
CapacityRequestPolicyRange=resource.v1
CapacityRequirements=resource.v1
Counter=resource.v1
CounterSet=resource.v1
Device=resource.v1alpha3
DeviceAllocationConfiguration=resource.v1
DeviceAllocationResult=resource.v1
DeviceAttribute=resource.v1
DeviceCapacity=resource.v1
DeviceClaim=resource.v1
DeviceClaimConfiguration=resource.v1
DeviceClass=resource.v1
DeviceClassConfiguration=resource.v1
DeviceClassList=resource.v1
DeviceClassSpec=resource.v1
DeviceConfiguration=resource.v1
DeviceConstraint=resource.v1
DeviceCounterConsumption=resource.v1
DeviceDerivedAttribute=resource.v1
DeviceRequest name s,deviceClassName s,selectors [DeviceSelector?,allocationMode s?,count l?,adminAccess b*?,firstAvailable [DeviceSubRequest?,tolerations [DeviceToleration?,capacity CapacityRequirements*?,derivedAttributes [DeviceDerivedAttribute?
DeviceRequestAllocationResult=resource.v1
DeviceSelector=resource.v1
DeviceSubRequest name s,deviceClassName s,selectors [DeviceSelector?,allocationMode s?,count l?,7tolerations [DeviceToleration?,capacity CapacityRequirements*?,derivedAttributes [DeviceDerivedAttribute?
DeviceTaint=resource.v1
DeviceToleration=resource.v1
NetworkDeviceData=resource.v1
NodeAllocatableMapping=resource.v1
NodeAllocatableOverhead=resource.v1
NodeAllocatableResource=resource.v1
NodeAllocatableResourceMapping=resource.v1
OpaqueDeviceConfiguration=resource.v1
ResourceClaim=resource.v1
ResourceClaimConsumerReference=resource.v1
ResourceClaimList=resource.v1
ResourceClaimSpec=resource.v1
ResourceClaimStatus=resource.v1
ResourceClaimTemplate=resource.v1
ResourceClaimTemplateList=resource.v1
ResourceClaimTemplateSpec=resource.v1
ResourcePool=resource.v1
ResourceSlice=resource.v1
ResourceSliceList=resource.v1
ResourceSliceSpec driver s,pool ResourcePool,nodeName s?,nodeSelector core.v1/NodeSelector*?,allNodes b?,devices [Device?,perDeviceNodeSelection b*?,sharedCounters [CounterSet?,partitionTypeAttribute s*?,skipNodeOperations [s?
`,
  'resource.v1beta2': `
AllocatedDeviceStatus=resource.v1
AllocationResult=resource.v1
CELDeviceSelector=resource.v1
CapacityRequestPolicy=resource.v1
CapacityRequestPolicyRange=resource.v1
CapacityRequirements=resource.v1
Counter=resource.v1
CounterSet=resource.v1
Device=resource.v1
DeviceAllocationConfiguration=resource.v1
DeviceAllocationResult=resource.v1
DeviceAttribute=resource.v1
DeviceCapacity=resource.v1
DeviceClaim=resource.v1
DeviceClaimConfiguration=resource.v1
DeviceClass=resource.v1
DeviceClassConfiguration=resource.v1
DeviceClassList=resource.v1
DeviceClassSpec=resource.v1
DeviceConfiguration=resource.v1
DeviceConstraint=resource.v1
DeviceCounterConsumption=resource.v1
DeviceDerivedAttribute=resource.v1
DeviceRequest=resource.v1
DeviceRequestAllocationResult=resource.v1
DeviceSelector=resource.v1
DeviceSubRequest=resource.v1
DeviceTaint=resource.v1
DeviceTaintRule=resource.v1
DeviceTaintRuleList=resource.v1
DeviceTaintRuleSpec=resource.v1
DeviceTaintRuleStatus=resource.v1
DeviceTaintSelector=resource.v1
DeviceToleration=resource.v1
ExactDeviceRequest=resource.v1
NetworkDeviceData=resource.v1
NodeAllocatableMapping=resource.v1
NodeAllocatableOverhead=resource.v1
NodeAllocatableResource=resource.v1
NodeAllocatableResourceMapping=resource.v1
OpaqueDeviceConfiguration=resource.v1
ResourceClaim=resource.v1
ResourceClaimConsumerReference=resource.v1
ResourceClaimList=resource.v1
ResourceClaimSpec=resource.v1
ResourceClaimStatus=resource.v1
ResourceClaimTemplate=resource.v1
ResourceClaimTemplateList=resource.v1
ResourceClaimTemplateSpec=resource.v1
ResourcePool=resource.v1
ResourceSlice=resource.v1
ResourceSliceList=resource.v1
ResourceSliceSpec=resource.v1
`,
  'scheduling.v1': `
PriorityClass metadata meta.v1/ObjectMeta?,value i,globalDefault b?,description s?,preemptionPolicy s*?
PriorityClassList metadata meta.v1/ListMeta?,items [PriorityClass
`,
  'scheduling.v1alpha1': `
BasicSchedulingPolicy 
GangSchedulingPolicy minCount i
PodGroup name s,3policy PodGroupPolicy
PodGroupPolicy 2basic BasicSchedulingPolicy*?,gang GangSchedulingPolicy*?
PriorityClass=scheduling.v1
PriorityClassList=scheduling.v1
TypedLocalObjectReference apiGroup s?,kind s,name s
Workload metadata meta.v1/ObjectMeta?,spec WorkloadSpec
WorkloadList metadata meta.v1/ListMeta?,items [Workload
WorkloadSpec controllerRef TypedLocalObjectReference*?,podGroups [PodGroup
`,
  'scheduling.v1alpha2': `
BasicSchedulingPolicy 
GangSchedulingPolicy minCount i
PodGroup metadata meta.v1/ObjectMeta?,spec PodGroupSpec,status PodGroupStatus?
PodGroupList metadata meta.v1/ListMeta?,items [PodGroup
PodGroupResourceClaim name s,resourceClaimName s*?,resourceClaimTemplateName s*?
PodGroupResourceClaimStatus name s,resourceClaimName s*?
PodGroupSchedulingConstraints topology [TopologyConstraint?
PodGroupSchedulingPolicy basic BasicSchedulingPolicy*?,gang GangSchedulingPolicy*?
PodGroupSpec podGroupTemplateRef PodGroupTemplateReference*,schedulingPolicy PodGroupSchedulingPolicy,schedulingConstraints PodGroupSchedulingConstraints*?,resourceClaims [PodGroupResourceClaim?,disruptionMode s*?,priorityClassName s?,priority i*?
PodGroupStatus conditions [meta.v1/Condition?,resourceClaimStatuses [PodGroupResourceClaimStatus?
PodGroupTemplate name s,schedulingPolicy PodGroupSchedulingPolicy,schedulingConstraints PodGroupSchedulingConstraints*,resourceClaims [PodGroupResourceClaim?,disruptionMode s*?,priorityClassName s?,priority i*?
PodGroupTemplateReference workload WorkloadPodGroupTemplateReference*
TopologyConstraint key s
TypedLocalObjectReference=scheduling.v1alpha1
Workload=scheduling.v1alpha1
WorkloadList=scheduling.v1alpha1
WorkloadPodGroupTemplateReference workloadName s,podGroupTemplateName s
WorkloadSpec controllerRef TypedLocalObjectReference*?,podGroupTemplates [PodGroupTemplate
`,
  'scheduling.v1alpha3': `
AllCompositeDisruptionMode 
AllDisruptionMode 
BasicSchedulingPolicy 
CompositeBasicSchedulingPolicy 
CompositeDisruptionMode single SingleCompositeDisruptionMode*?,all AllCompositeDisruptionMode*?
CompositeGangSchedulingPolicy minGroupCount i
CompositePodGroup metadata meta.v1/ObjectMeta?,spec CompositePodGroupSpec,status CompositePodGroupStatus?
CompositePodGroupList metadata meta.v1/ListMeta?,items [CompositePodGroup
CompositePodGroupSchedulingConstraints topology [TopologyConstraint?
CompositePodGroupSchedulingPolicy basic CompositeBasicSchedulingPolicy*?,gang CompositeGangSchedulingPolicy*?
CompositePodGroupSpec parentCompositePodGroupName s*?,workloadRef WorkloadReference*,schedulingPolicy CompositePodGroupSchedulingPolicy,schedulingConstraints CompositePodGroupSchedulingConstraints*?,disruptionMode CompositeDisruptionMode*?,priorityClassName s?,priority i*?,preemptionPolicy s*?
CompositePodGroupStatus conditions [meta.v1/Condition?
CompositePodGroupTemplate name s,schedulingPolicy CompositePodGroupSchedulingPolicy,schedulingConstraints CompositePodGroupSchedulingConstraints*?,disruptionMode CompositeDisruptionMode*?,priorityClassName s?,priority i*?,preemptionPolicy s*?,podGroupTemplates [PodGroupTemplate?,compositePodGroupTemplates [CompositePodGroupTemplate?
DisruptionMode single SingleDisruptionMode*?,all AllDisruptionMode*?
GangSchedulingPolicy minCount i
PodGroup=scheduling.v1alpha2
PodGroupList=scheduling.v1alpha2
PodGroupResourceClaim=scheduling.v1alpha2
PodGroupResourceClaimStatus=scheduling.v1alpha2
PodGroupSchedulingConstraints=scheduling.v1alpha2
PodGroupSchedulingPolicy=scheduling.v1alpha2
PodGroupSpec parentCompositePodGroupName s*?,workloadRef WorkloadReference*?,schedulingPolicy PodGroupSchedulingPolicy,schedulingConstraints PodGroupSchedulingConstraints*?,resourceClaims [PodGroupResourceClaim?,disruptionMode DisruptionMode*?,priorityClassName s?,priority i*?,preemptionPolicy s*?
PodGroupStatus=scheduling.v1alpha2
PodGroupTemplate name s,schedulingPolicy PodGroupSchedulingPolicy,schedulingConstraints PodGroupSchedulingConstraints*,resourceClaims [PodGroupResourceClaim?,disruptionMode DisruptionMode*?,priorityClassName s?,priority i*?,preemptionPolicy s*?
SingleCompositeDisruptionMode 
SingleDisruptionMode 
TopologyConstraint key s
TypedLocalObjectReference=scheduling.v1alpha1
Workload=scheduling.v1alpha1
WorkloadCompositePodGroupAllDisruptionMode 
WorkloadCompositePodGroupBasicSchedulingPolicy 
WorkloadCompositePodGroupDisruptionMode single WorkloadCompositePodGroupSingleDisruptionMode*?,all WorkloadCompositePodGroupAllDisruptionMode*?
WorkloadCompositePodGroupGangSchedulingPolicy minGroupCount i*?
WorkloadCompositePodGroupSchedulingConstraints topology [TopologyConstraint?
WorkloadCompositePodGroupSchedulingPolicy basic WorkloadCompositePodGroupBasicSchedulingPolicy*?,gang WorkloadCompositePodGroupGangSchedulingPolicy*?
WorkloadCompositePodGroupSingleDisruptionMode 
WorkloadList=scheduling.v1alpha1
WorkloadPodGroupAllDisruptionMode 
WorkloadPodGroupBasicSchedulingPolicy 
WorkloadPodGroupDisruptionMode single WorkloadPodGroupSingleDisruptionMode*?,all WorkloadPodGroupAllDisruptionMode*?
WorkloadPodGroupGangSchedulingPolicy minCount i*?
WorkloadPodGroupResourceClaim name s,resourceClaimName s*?,resourceClaimTemplateName s*?
WorkloadPodGroupSchedulingConstraints topology [TopologyConstraint?
WorkloadPodGroupSchedulingPolicy basic WorkloadPodGroupBasicSchedulingPolicy*?,gang WorkloadPodGroupGangSchedulingPolicy*?
WorkloadPodGroupSingleDisruptionMode 
WorkloadReference workloadName s,templateName s
WorkloadSpec controllerRef TypedLocalObjectReference*?,podGroupTemplates [PodGroupTemplate,compositePodGroupTemplates [CompositePodGroupTemplate?
`,
  'scheduling.v1beta1': `
AllCompositeDisruptionMode 
AllDisruptionMode 
BasicSchedulingPolicy 
CompositeBasicSchedulingPolicy 
CompositeDisruptionMode=scheduling.v1alpha3
CompositeGangSchedulingPolicy minGroupCount i
CompositePodGroupSchedulingConstraints=scheduling.v1alpha3
CompositePodGroupSchedulingPolicy=scheduling.v1alpha3
CompositePodGroupTemplate=scheduling.v1alpha3
DisruptionMode=scheduling.v1alpha3
GangSchedulingPolicy minCount i
PodGroup=scheduling.v1alpha2
PodGroupList=scheduling.v1alpha2
PodGroupResourceClaim=scheduling.v1alpha2
PodGroupResourceClaimStatus=scheduling.v1alpha2
PodGroupSchedulingConstraints=scheduling.v1alpha2
PodGroupSchedulingPolicy=scheduling.v1alpha2
PodGroupSpec=scheduling.v1alpha3
PodGroupStatus=scheduling.v1alpha2
PodGroupTemplate=scheduling.v1alpha3
PriorityClass=scheduling.v1
PriorityClassList=scheduling.v1
SingleCompositeDisruptionMode 
SingleDisruptionMode 
TopologyConstraint key s
TypedLocalObjectReference=scheduling.v1alpha1
Workload=scheduling.v1alpha1
WorkloadList=scheduling.v1alpha1
WorkloadReference=scheduling.v1alpha3
WorkloadSpec=scheduling.v1alpha3
`,
  'settings.v1alpha1': `
PodPreset metadata meta.v1/ObjectMeta?,spec PodPresetSpec?
PodPresetList metadata meta.v1/ListMeta?,items [PodPreset
PodPresetSpec selector meta.v1/LabelSelector?,env [core.v1/EnvVar?,envFrom [core.v1/EnvFromSource?,volumes [core.v1/Volume?,volumeMounts [core.v1/VolumeMount?
`,
  'storage.v1': `
CSIDriver metadata meta.v1/ObjectMeta?,spec CSIDriverSpec
CSIDriverList metadata meta.v1/ListMeta?,items [CSIDriver
CSIDriverSpec attachRequired b*?,podInfoOnMount b*?,volumeLifecycleModes [s?,storageCapacity b*?,fsGroupPolicy s*?,tokenRequests [TokenRequest?,requiresRepublish b*?,seLinuxMount b*?,nodeAllocatableUpdatePeriodSeconds l*?,serviceAccountTokenInSecrets b*?,preventPodSchedulingIfMissing b*?
CSINode metadata meta.v1/ObjectMeta?,spec CSINodeSpec,status CSINodeStatus?
CSINodeDriver name s,nodeID s,topologyKeys [s,allocatable VolumeNodeResources*?
CSINodeList metadata meta.v1/ListMeta?,items [CSINode
CSINodeSpec drivers [CSINodeDriver
CSINodeStatus storageHealth [StorageHealth?
CSIStorageCapacity metadata meta.v1/ObjectMeta?,nodeTopology meta.v1/LabelSelector*?,storageClassName s,capacity resource/Quantity*?,maximumVolumeSize resource/Quantity*?
CSIStorageCapacityList metadata meta.v1/ListMeta?,items [CSIStorageCapacity
StorageClass metadata meta.v1/ObjectMeta?,provisioner s,parameters {s?,reclaimPolicy s*?,mountOptions [s?,allowVolumeExpansion b*?,volumeBindingMode s*?,allowedTopologies [core.v1/TopologySelectorTerm?
StorageClassList metadata meta.v1/ListMeta?,items [StorageClass
StorageHealth name s,healthConditions [StorageHealthCondition?
StorageHealthCondition status s,reason s,message s?,accessMode s*?,volumeMode s*?,lastTransitionTime meta.v1/Time?
TokenRequest audience s,expirationSeconds l*?
VolumeAttachment metadata meta.v1/ObjectMeta?,spec VolumeAttachmentSpec,status VolumeAttachmentStatus?
VolumeAttachmentList metadata meta.v1/ListMeta?,items [VolumeAttachment
VolumeAttachmentSource persistentVolumeName s*?,inlineVolumeSpec core.v1/PersistentVolumeSpec*?
VolumeAttachmentSpec attacher s,source VolumeAttachmentSource,nodeName s
VolumeAttachmentStatus attached b,attachmentMetadata {s?,attachError VolumeError*?,detachError VolumeError*?
VolumeAttributesClass metadata meta.v1/ObjectMeta?,driverName s,parameters {s?
VolumeAttributesClassList metadata meta.v1/ListMeta?,items [VolumeAttributesClass
VolumeError time meta.v1/Time?,message s?,errorCode i*?
VolumeNodeResources count i*?
`,
  'storage.v1alpha1': `
CSIStorageCapacity=storage.v1
CSIStorageCapacityList=storage.v1
VolumeAttachment=storage.v1
VolumeAttachmentList=storage.v1
VolumeAttachmentSource=storage.v1
VolumeAttachmentSpec=storage.v1
VolumeAttachmentStatus=storage.v1
VolumeAttributesClass=storage.v1
VolumeAttributesClassList=storage.v1
VolumeError=storage.v1
`,
  'storage.v1beta1': `
CSIDriver=storage.v1
CSIDriverList=storage.v1
CSIDriverSpec=storage.v1
CSINode=storage.v1
CSINodeDriver=storage.v1
CSINodeList=storage.v1
CSINodeSpec=storage.v1
CSINodeStatus=storage.v1
CSIStorageCapacity=storage.v1
CSIStorageCapacityList=storage.v1
StorageClass=storage.v1
StorageClassList=storage.v1
StorageHealth=storage.v1
StorageHealthCondition=storage.v1
TokenRequest=storage.v1
VolumeAttachment=storage.v1
VolumeAttachmentList=storage.v1
VolumeAttachmentSource=storage.v1
VolumeAttachmentSpec=storage.v1
VolumeAttachmentStatus=storage.v1
VolumeAttributesClass=storage.v1
VolumeAttributesClassList=storage.v1
VolumeError=storage.v1
VolumeNodeResources count i*?
`,
  'storagemigration.v1': `
StorageVersionMigration metadata meta.v1/ObjectMeta?,spec StorageVersionMigrationSpec?,status StorageVersionMigrationStatus?
StorageVersionMigrationList metadata meta.v1/ListMeta?,items [StorageVersionMigration
StorageVersionMigrationSpec resource meta.v1/GroupResource
StorageVersionMigrationStatus conditions [meta.v1/Condition?,resourceVersion s?
`,
  'storagemigration.v1alpha1': `
GroupVersionResource group s?,version s?,resource s?
MigrationCondition type s,status s,lastUpdateTime meta.v1/Time?,reason s?,message s?
StorageVersionMigration=storagemigration.v1
StorageVersionMigrationList=storagemigration.v1
StorageVersionMigrationSpec resource GroupVersionResource,continueToken s?
StorageVersionMigrationStatus conditions [MigrationCondition?,resourceVersion s?
`,
  'storagemigration.v1beta1': `
StorageVersionMigration=storagemigration.v1
StorageVersionMigrationList=storagemigration.v1
StorageVersionMigrationSpec=storagemigration.v1
StorageVersionMigrationStatus=storagemigration.v1
`,
};
