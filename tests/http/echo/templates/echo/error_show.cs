<h1>出错了 <?cs var:error.status ?></h1><p class="reason"><?cs var:error.reason ?></p>
