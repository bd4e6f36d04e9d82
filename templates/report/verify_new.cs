<?cs # Is this report genuine? Reads: form.{number,code,file}.{value,error} ticket.token proof.{keys,fingerprint,labels} notice.expired errors.N
?><?cs include!"part/form.cs" ?><div class="wrap"><div class="head"><h1>验证报告</h1><p class="lead">核对信用报告和文书的真伪，并且知道出具以后信息有没有变化。不用注册，不收费。</p></div>
<?cs call:standing(notice) ?><?cs call:errors(errors) ?>
<div class="pair"><form class="form panel stack-s" action="/verify" method="post" novalidate><h2 class="h3">输入编号和验证码</h2><input type="hidden" name="token" value="<?cs var:ticket.token ?>">
<?cs call:entry(form.number, "number", "报告编号", "22 位，印在封面；空格、全角半角都不影响", "text", "off", "100", #1, "full") ?>
<?cs call:entry(form.code, "code", "验证码", "12 位数字，印在封面二维码旁", "numeric", "off", "60", #1, "code") ?>
<div class="actions"><button type="submit"><?cs call:icon("search") ?>验证</button></div></form>
<form class="form panel stack-s" action="/verify" method="post" enctype="multipart/form-data" novalidate><h2 class="h3">上传收到的文件</h2><input type="hidden" name="token" value="<?cs var:ticket.token ?>">
<div class="field<?cs if:form.file.error ?> field-error<?cs /if ?>"><label for="f-file">报告 PDF 文件</label><p class="field-hint" id="h-file">必须是下载的原件。检查完即删除，不保存。</p><?cs call:fault(form.file, "file") ?><input class="in-file" id="f-file" name="file" type="file" accept=".pdf,application/pdf" aria-describedby="<?cs if:form.file.error ?>e-file <?cs /if ?>h-file"<?cs if:form.file.error ?> aria-invalid="true"<?cs /if ?>></div>
<div class="actions"><button type="submit"><?cs call:icon("ok") ?>检查文件</button></div></form></div>
<section class="block"><h2 class="h2">其他方法</h2><ul class="after panel"><li>用手机扫描封面二维码，直接打开验证结果。</li><li><a href="/verify/offline">离线验证二维码</a>：没有网络时，用<a href="/verify/offline.html">预先下载的网页</a>验证二维码里的签名。</li><li>用 PDF 阅读器查看电子签名。签名公钥的指纹：<span class="code"><?cs var:proof.fingerprint ?></span>（<a href="/verify/key.pem">下载公钥</a>）</li></ul></section></div>
