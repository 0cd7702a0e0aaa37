/**
 * The services of AWS's SDK integrations: how errors name each (`DynamoDb.…`), and the SDK client that speaks to it.
 *
 * The name in a Resource is the prefix in lower case. Behind `=` is what follows `@aws-sdk/client-`, where that is not
 * the prefix in lower case.
 */
export interface SdkService {
  /** Before the dot of an error, and in its cause. */
  readonly prefix: string
  /** `@aws-sdk/client-secrets-manager`. */
  readonly packageName: string
}

const table = `
  AccessAnalyzer Account Acm AcmPca=acm-pca Amp Amplify AmplifyBackend AmplifyUiBuilder
  ApiGateway=api-gateway ApiGatewayManagementApi ApiGatewayV2 AppConfig AppConfigData AppFabric Appflow
  AppIntegrations ApplicationAutoScaling=application-auto-scaling ApplicationCostProfiler
  ApplicationDiscovery=application-discovery-service ApplicationInsights=application-insights
  ApplicationSignals=application-signals AppMesh=app-mesh AppRunner AppStream AppSync AppTest
  ArcZonalShift=arc-zonal-shift Athena AuditManager AutoScaling=auto-scaling
  AutoScalingPlans=auto-scaling-plans B2Bi Backup BackupGateway=backup-gateway BackupSearch Batch
  BcmDataExports=bcm-data-exports BcmPricingCalculator=bcm-pricing-calculator Bedrock
  BedrockAgent=bedrock-agent BedrockAgentCore=bedrock-agentcore
  BedrockAgentCoreControl=bedrock-agentcore-control BedrockAgentRuntime=bedrock-agent-runtime
  BedrockDataAutomation=bedrock-data-automation BedrockDataAutomationRuntime=bedrock-data-automation-runtime
  BedrockRuntime=bedrock-runtime Billing Billingconductor Braket Budgets Chime
  ChimeSdkIdentity=chime-sdk-identity ChimeSdkMediaPipelines=chime-sdk-media-pipelines
  ChimeSdkMeetings=chime-sdk-meetings ChimeSdkMessaging=chime-sdk-messaging ChimeSdkVoice=chime-sdk-voice
  CleanRooms CleanRoomsMl Cloud9 CloudControl CloudDirectory CloudFormation CloudFront
  CloudFrontKeyValueStore=cloudfront-keyvaluestore CloudHsm CloudHsmV2=cloudhsm-v2 CloudSearch
  CloudSearchDomain=cloudsearch-domain CloudTrail CloudTrailData=cloudtrail-data CloudWatch
  CloudWatchLogs=cloudwatch-logs Codeartifact CodeBuild CodeCatalyst CodeCommit CodeConnections CodeDeploy
  CodeGuruProfiler CodeGuruReviewer=codeguru-reviewer CodeGuruSecurity=codeguru-security CodePipeline
  CodeStarConnections=codestar-connections CodestarNotifications=codestar-notifications
  CognitoIdentity=cognito-identity CognitoIdentityProvider=cognito-identity-provider
  CognitoSync=cognito-sync Comprehend ComprehendMedical ComputeOptimizer=compute-optimizer
  Config=config-service Connect ConnectCampaigns ConnectCampaignsV2 ConnectCases
  ConnectContactLens=connect-contact-lens ConnectParticipant ControlCatalog ControlTower
  CostAndUsageReport=cost-and-usage-report-service CostExplorer=cost-explorer
  CostOptimizationHub=cost-optimization-hub CustomerProfiles=customer-profiles
  DatabaseMigration=database-migration-service DataBrew DataExchange DataPipeline=data-pipeline DataSync
  DataZone Dax Deadline Detective DeviceFarm=device-farm DevOpsGuru=devops-guru DirectConnect=direct-connect
  Directory=directory-service DirectoryServiceData=directory-service-data Dlm DocDb
  DocDbElastic=docdb-elastic Drs Dsql DynamoDb DynamoDbStreams=dynamodb-streams Ebs Ec2
  Ec2InstanceConnect=ec2-instance-connect Ecr EcrPublic=ecr-public Ecs Efs Eks EksAuth=eks-auth ElastiCache
  ElasticBeanstalk=elastic-beanstalk ElasticInference=elastic-inference
  ElasticLoadBalancing=elastic-load-balancing ElasticLoadBalancingV2=elastic-load-balancing-v2
  Elasticsearch=elasticsearch-service ElasticTranscoder=elastic-transcoder Emr EmrContainers=emr-containers
  EmrServerless=emr-serverless EntityResolution EventBridge Evidently Finspace FinspaceData=finspace-data
  Firehose Fis Fms Forecast Forecastquery FraudDetector FreeTier FSx GameLift GeoMaps=geo-maps
  GeoPlaces=geo-places GeoRoutes=geo-routes Glacier GlobalAccelerator=global-accelerator Glue Grafana
  Greengrass GreengrassV2 GroundStation GuardDuty Health HealthLake Honeycode Iam Identitystore Imagebuilder
  Inspector Inspector2 InspectorScan=inspector-scan InternetMonitor Invoicing Iot IoTAnalytics
  IotDataPlane=iot-data-plane IotDeviceAdvisor IotEvents=iot-events IotEventsData=iot-events-data
  IoTFleetHub IoTFleetWise IotJobsDataPlane=iot-jobs-data-plane IoTSecureTunneling IoTSiteWise
  IoTThingsGraph IoTTwinMaker IotWireless=iot-wireless Ivs Ivschat IvsRealTime=ivs-realtime Kafka
  KafkaConnect Kendra KendraRanking=kendra-ranking Keyspaces Kinesis KinesisAnalytics=kinesis-analytics
  KinesisAnalyticsV2=kinesis-analytics-v2 KinesisVideo=kinesis-video
  KinesisVideoArchivedMedia=kinesis-video-archived-media KinesisVideoMedia=kinesis-video-media
  KinesisVideoSignaling=kinesis-video-signaling KinesisVideoWebRtcStorage=kinesis-video-webrtc-storage Kms
  LakeFormation Lambda LaunchWizard=launch-wizard LexModelBuilding=lex-model-building-service
  LexModelsV2=lex-models-v2 LexRuntime=lex-runtime-service LexRuntimeV2=lex-runtime-v2
  LicenseManager=license-manager LicenseManagerLinuxSubscriptions=license-manager-linux-subscriptions
  LicenseManagerUserSubscriptions=license-manager-user-subscriptions Lightsail Location LookoutEquipment
  LookoutMetrics LookoutVision M2 MachineLearning=machine-learning Macie2 MailManager ManagedBlockchain
  ManagedBlockchainQuery=managedblockchain-query MarketplaceCatalog=marketplace-catalog
  MarketplaceCommerceAnalytics=marketplace-commerce-analytics
  MarketplaceEntitlement=marketplace-entitlement-service MarketplaceMetering=marketplace-metering
  MarketplaceReporting=marketplace-reporting MediaConnect MediaConvert MediaLive MediaPackage MediaPackageV2
  MediaPackageVod=mediapackage-vod MediaStore MediaStoreData=mediastore-data MediaTailor
  MedicalImaging=medical-imaging MemoryDb Mgn MigrationHub=migration-hub
  MigrationHubConfig=migrationhub-config MigrationHubOrchestrator
  MigrationHubRefactorSpaces=migration-hub-refactor-spaces MigrationHubStrategy Mq MTurk Mwaa Neptune
  NeptuneData NeptuneGraph=neptune-graph NetworkFirewall=network-firewall NetworkFlowMonitor NetworkManager
  NetworkMonitor NotificationsContacts Oam ObservabilityAdmin Omics OpenSearch OpenSearchServerless OpsWorks
  OpsWorksCm Organizations Osis Outposts Panorama PartnerCentralSelling=partnercentral-selling
  PaymentCryptography=payment-cryptography PaymentCryptographyData=payment-cryptography-data
  PcaConnectorAd=pca-connector-ad PcaConnectorScep=pca-connector-scep Pcs Personalize
  PersonalizeEvents=personalize-events PersonalizeRuntime=personalize-runtime Pi Pinpoint
  PinpointEmail=pinpoint-email PinpointSmsVoice=pinpoint-sms-voice PinpointSmsVoiceV2=pinpoint-sms-voice-v2
  Pipes Polly Pricing PrivateNetworks Proton QApps QBusiness QConnect Qldb QldbSession=qldb-session
  QuickSight Ram Rbin Rds RdsData=rds-data Redshift RedshiftData=redshift-data
  RedshiftServerless=redshift-serverless Rekognition Repostspace Resiliencehub
  ResourceExplorer2=resource-explorer-2 ResourceGroups=resource-groups
  ResourceGroupsTaggingApi=resource-groups-tagging-api RoboMaker RolesAnywhere Route53=route-53
  Route53Domains=route-53-domains Route53Profiles Route53RecoveryCluster=route53-recovery-cluster
  Route53RecoveryControlConfig=route53-recovery-control-config
  Route53RecoveryReadiness=route53-recovery-readiness Route53Resolver Rum S3 S3Control=s3-control S3Outposts
  S3Tables S3Vectors SageMaker SageMakerA2IRuntime=sagemaker-a2i-runtime SagemakerEdge=sagemaker-edge
  SageMakerFeatureStoreRuntime=sagemaker-featurestore-runtime SageMakerGeospatial=sagemaker-geospatial
  SageMakerMetrics=sagemaker-metrics SageMakerRuntime=sagemaker-runtime Savingsplans Scheduler Schemas
  SecretsManager=secrets-manager SecurityHub SecurityIr=security-ir SecurityLake
  ServerlessApplicationRepository ServiceCatalog=service-catalog
  ServiceCatalogAppRegistry=service-catalog-appregistry ServiceDiscovery ServiceQuotas=service-quotas Ses
  SesV2 Sfn Shield Signer SimSpaceWeaver Sms Snowball SnowDeviceManagement=snow-device-management Sns
  SocialMessaging Sqs Ssm SsmContacts=ssm-contacts SsmIncidents=ssm-incidents SsmQuickSetup=ssm-quicksetup
  SsmSap=ssm-sap Sso SsoAdmin=sso-admin SsoOidc=sso-oidc StorageGateway=storage-gateway Sts SupplyChain
  Support SupportApp=support-app Swf Synthetics TaxSettings Textract TimestreamInfluxDb=timestream-influxdb
  TimestreamQuery=timestream-query TimestreamWrite=timestream-write Tnb Transcribe Transfer Translate
  TrustedAdvisor VerifiedPermissions VoiceId=voice-id VpcLattice=vpc-lattice Waf WafRegional=waf-regional
  Wafv2 WellArchitected Wisdom WorkDocs WorkMail WorkMailMessageFlow WorkSpaces
  WorkSpacesThinClient=workspaces-thin-client WorkSpacesWeb=workspaces-web XRay
`

const services: ReadonlyMap<string, SdkService> = new Map(table.trim().split(/\s+/).map(readEntry))

function readEntry(entry: string): readonly [string, SdkService] {
  const [prefix = '', suffix = prefix.toLowerCase()] = entry.split('=')
  return [prefix.toLowerCase(), { prefix, packageName: `@aws-sdk/client-${suffix}` }]
}

/** The service of that name in a Resource; for one that AWS has added since, what its name suggests. */
export function sdkService(name: string): SdkService {
  const guessed = { prefix: name[0]!.toUpperCase() + name.slice(1), packageName: `@aws-sdk/client-${name}` }
  return services.get(name) ?? guessed
}
