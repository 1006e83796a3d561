export const vi = `
# [Không hạ được gói dịch vụ|Hạ từ gói {plan} bị lỗi|Nút hạ gói không có tác dụng]
@ billing medium downgrade
> Chào bạn, mỗi lần mình chọn gói thấp hơn thì báo “vẫn đang được sử dụng”. [Nhưng cái gì đang dùng?|Mình đã xoá hết thành viên rồi.|Mình thử ba lần rồi.]
< Chào {first}, gói nhỏ chỉ cho một nghệ danh, tài khoản của bạn có {n}. Bạn vào Nghệ sĩ, Đang dùng để chọn một tên nhé.
> Mình chọn rồi mà vẫn lỗi.
~ Same defect as in the English tickets: scheduled releases are counted but not named.
< Đây là lỗi của bên mình: hai nghệ danh có bản phát hành đã hẹn ngày. Mình đã đổi gói bằng tay, có hiệu lực từ {soon}.
> [Cảm ơn bạn nhiều.|Được rồi, cảm ơn.|Tuyệt vời!]
= Đổi gói bằng tay, đã báo lỗi.

# [Tên mình bị mất dấu trên {store}|Sai dấu tiếng Việt ở tên nghệ sĩ|“{track}” hiển thị sai dấu]
@ distribution medium metadata unicode
> Trên {store} tên mình bị mất hết dấu, đọc thành nghĩa khác hẳn. [Trong hệ thống của bạn thì đúng.|Nhìn rất kỳ.|Nhờ bạn sửa giúp.]
+ chup-man-hinh.png
< Chào {first}, bên mình gửi đúng, nhưng cửa hàng dùng lại trang cũ không dấu. Mình đã gửi yêu cầu sửa, khoảng năm ngày làm việc.
> [Đã đúng rồi, cảm ơn bạn.|Có dấu lại rồi.|Cảm ơn!]
= Cửa hàng đã sửa tên.

# [Chưa nhận được tiền|Lệnh rút {payout} chưa về|Rút {amount} từ {day} chưa thấy]
@ payout medium trace
> Mình rút {amount} từ ngày {day} mà ngân hàng chưa thấy gì. [Nhờ bạn kiểm tra.|Mình cần trước {soon}.|Mình gọi ngân hàng hai lần rồi.]
< Chào {first}, lệnh {payout} đã đi tối {day}. Mình đang hỏi ngân hàng, một đến hai ngày làm việc sẽ có kết quả.
> [Tiền về rồi, cảm ơn.|Mình nhận được rồi.|Vừa về sáng nay.]
= Tiền đã về sau khi tra soát.
`
