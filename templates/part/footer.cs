<?cs # Footer of a government site; what a real installation must fill in shows as （待填写）.
?><footer class="foot">
<div class="wrap foot-cols">
<section><h2>公示与查询</h2><ul><li><a href="/lists">名单公示</a></li><li><a href="/search">信用查询</a></li><li><a href="/catalogue">信息目录</a></li><li><a href="/help/open-data">开放数据</a></li><li><a href="/bulletins">季度通报</a></li></ul></section>
<section><h2>办事</h2><ul><li><a href="/objections/new">提出异议</a></li><li><a href="/repairs/new">申请信用修复</a></li><li><a href="/complaints/new">投诉</a></li><li><a href="/cases">办理进度查询</a></li><li><a href="/reports/new">获取信用报告</a></li><li><a href="/verify">验证报告</a></li><li><a href="/help">办事指南</a></li></ul></section>
<section><h2>本站</h2><ul><li><a href="/about">关于我们</a></li><li><a href="/contact">联系我们</a></li><li><a href="/privacy">隐私说明</a></li><li><a href="/terms">使用条款</a></li><li><a href="/accessibility">无障碍声明</a></li><li><a href="/sitemap">网站地图</a></li></ul></section>
<section class="foot-org"><h2>主办与备案</h2><dl><div><dt>主办单位</dt><dd><?cs if:site.organiser ?><?cs var:site.organiser ?><?cs else ?>（待填写）<?cs /if ?></dd></div><div><dt>联系电话</dt><dd><?cs if:site.phone ?><?cs var:site.phone ?><?cs else ?>（待填写）<?cs /if ?></dd></div><div><dt>网站标识码</dt><dd><?cs if:site.identifier ?><?cs var:site.identifier ?><?cs else ?>（待填写）<?cs /if ?></dd></div><div><dt>ICP备案号</dt><dd><?cs if:site.icp ?><?cs var:site.icp ?><?cs else ?>（待填写）<?cs /if ?></dd></div><div><dt>公安备案号</dt><dd><?cs if:site.police ?><?cs var:site.police ?><?cs else ?>（待填写）<?cs /if ?></dd></div></dl></section>
</div>
<div class="wrap foot-end"><p>信用信息查询、异议与修复一律不收取费用。凡以“代办修复”“内部渠道”名义收费的，均与本站无关。</p><?cs if:request.id ?><p class="foot-id">请求编号 <?cs var:request.id ?></p><?cs /if ?></div>
</footer>
