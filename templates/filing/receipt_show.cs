<?cs # The receipt of what was filed. Reads: case.{number,kind,kind_name,set_name,record,filed_at,held,over_cap,hold_from_receipt,confidential} receipt.{code,address} clocks.N.{label,due,days,basis,owner,provisional} papers.N.{purpose,name,size}
?><?cs include!"part/form.cs" ?><div class="wrap">
<div class="head"><h1><?cs var:case.kind_name ?>已经提交</h1><p class="lead">请保存编号和查询码，查询进度、补充材料、领取文书都要用到。</p></div>
<?cs call:stations(#3) ?>
<section class="ticket" aria-label="编号和查询码"><dl><div><dt>编号</dt><dd><output id="case-number"><?cs var:case.number ?></output></dd></div><div><dt>查询码</dt><dd><output id="query-code"><?cs var:receipt.code ?></output></dd></div></dl>
<p class="ticket-f"><?cs if:case.set_name ?><span><?cs var:case.set_name ?></span><?cs /if ?><?cs if:case.record ?><span>记录 <span class="num"><?cs var:case.record ?></span></span><?cs /if ?><span>提交时间 <?cs var:case.filed_at ?></span></p>
<p class="noprint ticket-b"><a class="button" href="/cases/<?cs var:url_escape(case.number) ?>">查看办理进度</a></p></section>
<div class="notice notice-warn noprint block-s"><p>本页只在这个浏览器中保留 24 小时。请打印（浏览器菜单中的“打印”）、截屏或者抄下来；查询码只有您知道，不要告诉他人。以后在 <?cs var:receipt.address ?> 查询。</p></div>
<?cs if:subcount(clocks) ?><section class="block"><h2 class="h2">现在开始计算的期限</h2><ul class="clocks"><?cs each:c = clocks ?><li class="clock"><h3><?cs var:c.label ?></h3><p class="big"><time class="due" datetime="<?cs var:c.due ?>"><?cs var:date_cn(c.due) ?></time><small> 前</small></p><p><?cs var:c.owner ?>办理，<?cs if:c.days == "0" ?>当个工作日<?cs else ?><?cs var:c.days ?> 个工作日<?cs /if ?><?cs if:c.provisional ?> <span class="tag tag-wait">暂定：次年放假安排公布后确定</span><?cs /if ?></p><p class="basis"><?cs var:c.basis ?></p></li><?cs /each ?></ul></section>
<?cs /if ?><section class="block"><h2 class="h2">接下来</h2><ol class="after panel"><?cs
 if:case.kind == "objection" ?><li>当个工作日审查。材料齐全的，受理；缺材料的，告知缺什么、什么时候前补齐。</li><li><?cs if:case.held ?>这条信息已经暂停公示，直到处理完毕。<?cs elif:case.over_cap ?>同时暂停公示的信息已达上限，这一件照常办理，但不另外暂停公示。<?cs elif:case.hold_from_receipt ?>收到申请起暂停公示。<?cs else ?>受理后，这条信息暂停公示，直到处理完毕。<?cs /if ?></li><li>核查结果书面告知。是我们的错，立即更正；无法核实的，删除；核实无误的，维持并说明理由。</li><?cs
 elif:case.kind == "repair" ?><li>当个工作日审查。缺材料的，告知缺什么、什么时候前补齐。</li><li>转认定机关决定。准予的，停止公示；不予的，说明理由。</li><li>决定书面告知。</li><?cs
 else ?><li>当个工作日审查。属于其他部门的，告知或者转交<?cs if:case.confidential ?>；您要求保密，转交前先征求您的同意<?cs /if ?>。</li><li>办理结果按您留的方式答复。</li><?cs /if ?><li>每一步都会通知您。通知只写编号和状态，不会向您要密码、验证码或者钱。</li></ol></section>
<?cs if:subcount(papers) ?><section class="block"><h2 class="h2">收到的文件</h2><ul class="files"><?cs each:p = papers ?><li><?cs call:icon("doc") ?><span class="file-n"><?cs var:p.name ?></span><span class="file-s"><?cs var:p.purpose ?>，<?cs var:p.size ?></span></li><?cs /each ?></ul></section><?cs /if ?></div>
