<?cs # The proof in a QR code, checked in the browser without the server. Reads: proof.{keys,fingerprint,labels}
?><div class="wrap"><div class="head"><h1>离线验证二维码</h1><p class="lead">二维码里有签发机关对编号、主体、时间和条数的签名。本页在您的浏览器里验证，不向任何服务器发送内容。</p></div>
<p class="error-go start"><a class="button quiet" href="/verify/offline.html"><?cs call:icon("download") ?>下载离线验证网页</a></p><p class="field-hint">一个文件，保存到电脑或手机，没有网络时打开就能用。</p>
<form class="form panel stack-s" id="proof-form"><div class="field"><label for="f-address">二维码内容</label><p class="field-hint" id="h-address">用手机扫码，复制得到的完整网址（含 # 后面的部分），粘贴到这里。</p><textarea id="f-address" name="address" rows="4" maxlength="1000" aria-describedby="h-address" required></textarea></div><div class="actions"><button type="submit">验证签名</button></div></form>
<div id="proof" hidden data-proof-keys="<?cs var:proof.keys ?>" data-labels="<?cs var:proof.labels ?>" data-domains="<?cs var:proof.domains ?>" data-kinds="公共信用信息报告|公开信息查询证明|公共信用信息报告（本人查询）|专项信用报告|办理文书"></div>
<p class="field-hint block-s">离线验证需要浏览器运行脚本。不能运行脚本的，在<a href="/verify">验证报告</a>输入编号和验证码。</p>
<section class="block"><h2 class="h2">可信在哪里</h2><p>签名算法 Ed25519。公钥指纹：<span class="code"><?cs var:proof.fingerprint ?></span>，与报告封面印的一致。<a href="/verify/key.pem">下载公钥</a></p><p>离线验证只证明纸面上的编号、代码、时间和条数由签发机关确认过；出具以后信息有没有变化、报告是否撤销，要联网查询。</p></section></div>
<script src="/static/js/proof.js<?cs if:site.assets ?>?v=<?cs var:url_escape(site.assets) ?><?cs /if ?>" defer></script>
