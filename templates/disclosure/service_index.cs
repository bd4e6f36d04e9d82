<?cs # Every job that can be done here. No data.
?><div class="wrap">
<div class="head"><h1>网上办事</h1><p class="lead">不收费，不用注册，手机也能办。不便上网的，可以到窗口办理，内容和期限一样，地址见<a href="/contact">联系我们</a>。</p></div>
<div class="tiles">
<section class="tile"><h2 class="h3"><?cs call:icon("doc") ?> <a href="/reports/new">获取信用报告</a></h2><p class="what">带电子签名和二维码的 PDF，当场出具。招标投标用的查询证明，一次最多 50 个主体。</p><p class="more-line"><a href="/help/report">有哪几种报告</a></p></section>
<section class="tile"><h2 class="h3"><?cs call:icon("ok") ?> <a href="/verify">验证报告</a></h2><p class="what">收到一份报告，核对真伪，并且知道出具以后信息有没有变化。扫码、输码、上传文件都行。</p><p class="more-line"><a href="/help/verify">五种结果怎样看</a></p></section>
<section class="tile"><h2 class="h3"><?cs call:icon("speak") ?> <a href="/objections/new">提出异议</a></h2><p class="what">公示的信息写错了、挂错了、过期了，或者不该公示。受理后暂停公示，核查结果书面告知。</p><p class="more-line"><a href="/help/object">条件与材料</a></p></section>
<section class="tile"><h2 class="h3"><?cs call:icon("repair") ?> <a href="/repairs/new">申请信用修复</a></h2><p class="what">义务已经履行、到了最早可以申请的日期，申请停止公示。先看这条信息由谁修复、从哪天起。</p><p class="more-line"><a href="/help/repair">条件与材料</a></p></section>
<section class="tile"><h2 class="h3"><?cs call:icon("attention") ?> <a href="/complaints/new">投诉</a></h2><p class="what">企业失信、政府不守约、收费“修复”、信用服务机构违规和网站问题。可以要求保密。</p><p class="more-line"><a href="/help/complain">条件与步骤</a></p></section>
<section class="tile"><h2 class="h3"><?cs call:icon("search") ?> <a href="/cases">办理进度查询</a></h2><p class="what">凭编号和查询码查看进度和期限，补充材料，领取文书，撤回申请。</p><p class="more-line"><a href="/cases/code">忘记查询码</a></p></section>
</div>
<section class="block"><h2 class="h2"><span>办事指南</span> <a class="more" href="/help">全部指南</a></h2><ul class="links cols"><li><a href="/help/look-up">查询信用信息</a></li><li><a href="/help/report">信用报告</a></li><li><a href="/help/verify">核验信用报告</a></li><li><a href="/help/personal-information">个人信息怎样保护</a></li></ul></section>
<div class="notice notice-warn block"><h2><?cs call:icon("warn") ?>谨防收费“修复”</h2><p>异议、修复、查询一律不收费。有人收费承诺删除记录的，请<a href="/complaints/new?kind=paid_repair">投诉</a>。</p></div></div>
