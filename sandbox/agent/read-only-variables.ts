const names = `
agent.acceptteeeula agent.builddirectory agent.cloudid agent.containerid agent.containermapping
agent.containernetwork agent.diagnostic agent.gituseschannel agent.usebasicauthforproxy agent.cainfo agent.clientcert agent.homedirectory agent.id agent.isselfhosted agent.jobname agent.jobstatus
agent.machinename agent.name agent.os agent.osarchitecture agent.osversion agent.proxybypasslist agent.proxypassword
agent.proxyurl agent.proxyusername agent.readonlyvariables agent.releasedirectory agent.retaindefaultencoding
agent.rootdirectory agent.runmode agent.serveromdirectory agent.services agent.skipcertvalidation
agent.source.git.lfs agent.source.git.shallowfetchdepth agent.source.skip agent.tempdirectory agent.toolsdirectory
agent.version agent.workfolder agent.workingdirectory agent.clean.builddirectory
build.artifactstagingdirectory build.binariesdirectory build.buildnumber build.clean build.definitionname
build.gated.runci build.gated.shelvesetname build.repository.clean build.repository.git.submodulecheckout
build.repository.id build.repository.localpath build.repository.name build.repository.provider
build.repository.tfvc.workspace build.repository.uri build.sourcebranch build.sourcesdirectory
build.sourcetfvcshelveset build.sourceversion build.sourceversionauthor build.sourceversionmessage
build.stagingdirectory build.syncsources build.useserverworkspaces common.testresultsdirectory
pipeline.repository.name pipeline.workspace release.definitionid release.definitionname release.environmentname
release.environmenturi release.releaseid release.releasename release.releaseuri release.releaseweburl
system.accesstoken system.artifactsdirectory system.collectionid system.culture system.debug
system.defaultworkingdirectory system.definitionid system.definitionname system.enableaccesstoken system.hosttype
system.isazurevm system.isdockercontainer system.jobattempt system.jobdisplayname system.jobid system.jobname
system.phaseattempt system.phasedisplayname system.phasename system.planid system.pullrequest.targetbranch
system.prefergitfrompath system.selfmanagegitcreds system.servertype system.sourceversionmessage system.stageattempt system.stagedisplayname system.stagename
system.teamfoundationserveruri system.teamproject system.teamprojectid system.workfolder task.displayname
task.publishtelemetry task.skiptranslatorforcheckout`;

/** Variables of the system; a step that sets one is warned, or fails with agent.readOnlyVariables. Lower case. */
export const readOnlyVariables: ReadonlySet<string> = new Set(names.trim().split(/\s+/));
